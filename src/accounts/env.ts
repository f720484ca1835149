import { backendOf, type Env, secretsIn } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import type { AccountRow } from "./store.ts";

/**
 * Exactly the variables that the account hands to a child of its backend. Throws a Fault `unavailable` when its key
 * cannot be had: sealed under another SECRET_KEY, or not in the server's environment.
 */
export function accountEnv(ctx: Context, account: AccountRow): Env {
  const { variables, home } = backendOf(account.backend);
  const { environment } = ctx.config;
  if (account.is_default)
    return Object.fromEntries(Object.entries(environment).filter(([name]) => variables.includes(name)));
  const { env, config_dir, key_variable } = account;
  return {
    ...env,
    ...(home && config_dir !== null && { [home.variable]: config_dir }),
    ...(key_variable !== null && { [key_variable]: keyOf(ctx, account) }),
  };
}

function keyOf(ctx: Context, { name, key_env, sealed_secret }: AccountRow): string {
  if (sealed_secret !== null) return ctx.vault.open(sealed_secret);
  const key = key_env === null ? undefined : ctx.config.environment[key_env];
  if (key !== undefined) return key;
  const message = `The key of the account ${name} is not there: set ${key_env} in the server's environment and start it anew.`;
  throw new Fault("unavailable", message, { code: "account_key_missing" });
}

/** Tells the redactor the account's key. What it had before stays known until the next start: something may run with it. */
export function learnKey(ctx: Context, row: AccountRow): void {
  const key = findKey(ctx, row);
  if (row.key_variable === null || typeof key !== "string") return;
  ctx.redactor.learn(`account ${row.id}`, secretsIn(row.key_variable, key));
}

/** The Fault when it cannot be had: one such account must not stop the others. */
export function findKey(ctx: Context, row: AccountRow): string | Fault | undefined {
  try {
    return row.key_variable === null ? undefined : keyOf(ctx, row);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
