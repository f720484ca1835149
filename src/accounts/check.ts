import { and, eq } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import { backendOf } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { ACCOUNTS } from "./bells.ts";
import { accountEnv } from "./env.ts";
import { loginCommand, worldOf } from "./home.ts";
import type { LoginCheck } from "./model.ts";
import { type AccountRow, concerning, getAccount } from "./store.ts";
import { cooldowns } from "./tables.ts";

/** Are credentials in place? Reads none and calls no provider. A login that is there ends an `auth` cooldown. */
export function checkLogin(ctx: Context, id: string): LoginCheck {
  const account = getAccount(ctx.db.orm, id);
  const { title, loggedIn } = backendOf(account.backend);
  const login_command = loginCommand(ctx, account);
  if (!loggedIn) return { logged_in: null, login_command, detail: `${title} has no login.` };
  try {
    const logged_in = loggedIn({ env: accountEnv(ctx, account), ...worldOf(ctx) });
    if (logged_in) forgetAuth(ctx, account);
    return { logged_in, login_command, detail: logged_in ? IN_PLACE : remedyFor(ctx, account) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { logged_in: false, login_command, detail: error.message };
  }
}

const IN_PLACE = "Credentials are in place; whether the provider takes them shows at the next run.";

/** What a person does about an account that nobody is logged in on. */
export function remedyFor(ctx: Context, account: AccountRow): string {
  const typed = loginCommand(ctx, account);
  if (account.key_variable !== null) return `Give the account ${account.name} a key that is valid.`;
  return typed ? `On the server type: ${typed}` : `Log in on the account ${account.name}.`;
}

/** Clears all that keep the account from starting, those of its whole backend too: a person knows better. */
export function clearCooldowns(ctx: Context, id: string): void {
  ctx.db.tx((tx, after) => {
    const account = getAccount(tx, id);
    tx.delete(cooldowns).where(concerning(account)).run();
    audit(ctx, tx, { action: "account.cooldowns_cleared", subject_id: id });
    after(() => ctx.bells.ring(ACCOUNTS));
  });
}

function forgetAuth(ctx: Context, { id }: AccountRow): void {
  const auth = and(eq(cooldowns.account_id, id), eq(cooldowns.kind, "auth"));
  ctx.db.tx((tx, after) => {
    if (tx.delete(cooldowns).where(auth).returning().all().length > 0) after(() => ctx.bells.ring(ACCOUNTS));
  });
}
