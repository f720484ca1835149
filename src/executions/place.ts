import { accountEnv, findAccount } from "~/accounts/index.ts";
import { type BackendKind, backends, carry, type Env } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { SystemUser } from "~/process/index.ts";
import type { Claimed } from "./queue.ts";
import { refusing, StartError, userOf } from "./start.ts";
import { listAttempts, setSessionRoot } from "./store.ts";
import { threadOf } from "./thread.ts";

/** As whom an attempt runs, and where its conversation lies. */
export interface Place {
  user: SystemUser | undefined;
  account_env: Env;
  /** Set where a conversation is not copied but shared. */
  share: Env;
}

/**
 * Makes ready what the account needs. A conversation that began under another account is brought along first: its
 * CLI looks for it in its own directory alone. Throws a StartError.
 */
export async function takePlace(ctx: Context, claimed: Claimed): Promise<Place> {
  const { attempt } = claimed;
  const user = userOf(ctx);
  const account = findAccount(ctx.db.orm, attempt.account_id);
  if (!account) throw new StartError("spawn_failed", `The account ${attempt.account_id} is gone.`);
  const account_env = refusing(() => accountEnv(ctx, account));
  const { home }: BackendKind = backends[attempt.backend];
  if (!home) return { user, account_env, share: {} };
  const to = home.root(account_env, user?.home ?? ctx.config.environment.HOME ?? "/");
  const root = await bring(ctx, claimed, to, user);
  setSessionRoot(ctx, attempt, root);
  return { user, account_env, share: root === to ? {} : (home.share?.(root) ?? {}) };
}

/** Where the conversation lies from now on. */
async function bring(ctx: Context, { execution, attempt }: Claimed, to: string, user?: SystemUser): Promise<string> {
  const earlier = listAttempts(ctx.db.orm, execution.id).filter(({ number }) => number < attempt.number);
  const thread = threadOf(ctx.db.orm, execution, earlier);
  const from = thread?.attempt.session_root;
  if (!thread || thread.backend !== attempt.backend || !from || from === to) return to;
  const kind: BackendKind = backends[attempt.backend];
  if (kind.home?.share) return from;
  await carry(kind, { session_id: thread.session_id, from, to, user });
  return to;
}
