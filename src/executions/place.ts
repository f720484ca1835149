import { accountEnv, findAccount } from "~/accounts/index.ts";
import { type BackendKind, backends, carry, type Env } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import type { SystemUser } from "~/process/index.ts";
import type { Claimed } from "./queue.ts";
import { refusing, StartError, userOf } from "./start.ts";
import { listAttempts, setSession } from "./store.ts";
import { threadOf } from "./thread.ts";

/** As whom an attempt runs, and where its conversation lies. */
export interface Place {
  user: SystemUser | undefined;
  account_env: Env;
  /** Set where a conversation is not copied but shared. */
  share: Env;
  /** The conversation could not be brought here: the task is told anew. */
  lost: boolean;
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
  if (!home) return { user, account_env, share: {}, lost: false };
  const to = home.root(account_env, user?.home ?? ctx.config.environment.HOME ?? "/");
  const root = await bring(ctx, claimed, to, user);
  setSession(ctx, attempt, root === undefined ? { resume: null, session_root: to } : { session_root: root });
  const share = root === undefined || root === to ? {} : (home.share?.(root) ?? {});
  return { user, account_env, share, lost: root === undefined };
}

/** Where the conversation lies from now on; undefined when it cannot be found there or copied. */
async function bring(ctx: Context, { execution, attempt }: Claimed, to: string, user?: SystemUser) {
  const earlier = listAttempts(ctx.db.orm, execution.id).filter(({ number }) => number < attempt.number);
  const thread = threadOf(ctx.db.orm, execution, earlier);
  const from = thread?.attempt.session_root;
  if (!thread || thread.backend !== attempt.backend || !from || from === to) return to;
  const kind: BackendKind = backends[attempt.backend];
  if (kind.home?.share) return from;
  try {
    await carry(kind, { session_id: thread.session_id, from, to, user });
    return to;
  } catch (err) {
    if (!(err instanceof Fault)) throw err;
    ctx.log.warn({ err, execution_id: execution.id }, "a conversation could not be taken along; its task is told anew");
    return undefined;
  }
}
