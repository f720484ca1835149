import { type Chain, chainFor, noteLimit, noteSuccess, pickAccount } from "~/accounts/index.ts";
import type { Limit } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { passedOn } from "./hand-over.ts";
import type { Claimed } from "./queue.ts";
import type { Ending } from "./settle.ts";
import type { Reason } from "./status.ts";
import { listAttempts } from "./store.ts";

/** How often an execution may begin anew after interruptions; and at all, whatever for. */
const MOST_INTERRUPTED = 5;
const MOST_ATTEMPTS = 100;
const LONGEST_BACKOFF_MS = 30 * 60_000;
const JITTER = 0.2;

/** What becomes of an execution after an attempt: it ends, a person is asked, or it is queued again. */
export type Next =
  | { kind: "ends" }
  | { kind: "asks" }
  | { kind: "again"; not_before?: string; retries?: number; chain?: Chain };

const ENDS: Next = { kind: "ends" };
const AGAIN: Next = { kind: "again" };

/** Failures that pass by themselves. */
const TRANSIENT: ReadonlySet<Reason> = new Set(["rate_limit", "overloaded", "api_error", "silent"]);
/** Failures of the CLI's work, which a chain may want repeated too. */
const OWN: ReadonlySet<Reason> = new Set(["exit_nonzero", "bad_result", "max_turns", "denied"]);

/** Decides, and lets the accounts know how it went. A success and what a person ended are never tried again. */
export function nextOf(ctx: Context, tx: Tx, after: After, claimed: Claimed, ending: Ending): Next {
  const { execution, attempt } = claimed;
  const { status } = ending;
  const reason = sameAs(ending);
  if (status === "succeeded") noteSuccess(tx, attempt);
  if (status === "interrupted") return afterInterruption(ctx, tx, claimed, ending);
  if (status !== "failed" || !reason || attempt.number >= MOST_ATTEMPTS) return ENDS;
  const limit = limitOf(ending);
  if (limit) noteLimit(ctx, tx, after, attempt, limit);
  const chain = chainFor(ctx, execution);
  if (reason === "usage_limit" && ending.seen?.limit?.kind !== "billing")
    return chain.on_usage_limit === "fail" ? ENDS : AGAIN;
  if (reason === "usage_limit" || reason === "cli_auth") return elsewhere(ctx, claimed, chain);
  // Another CLI would not find the directory either.
  if (ending.nothing_ran && reason !== "workspace_failed") return withoutEntry(chain, attempt.entry);
  const { on_error } = chain;
  const passes = TRANSIENT.has(reason) || (OWN.has(reason) && on_error.kind === "retry" && on_error.on === "any");
  if (!passes || on_error.kind === "fail" || execution.retries >= on_error.retries) return ENDS;
  return {
    kind: "again",
    not_before: backoff(ctx, on_error.backoff_ms, execution.retries),
    retries: execution.retries + 1,
  };
}

/** A CLI that fell silent at a spent allowance waits for it where nobody sees that. */
function sameAs({ reason, seen }: Ending): Reason | undefined {
  const spent = seen?.limit?.hard && seen.limit.kind === "usage";
  return reason === "silent" && spent ? "usage_limit" : reason;
}

/** Whoever cannot even be started is taken out, if the chain has others to hand over to. */
function withoutEntry(chain: Chain, entry: number): Next {
  const entries = chain.entries.filter((_, index) => index !== entry);
  const hands = chain.on_usage_limit === "next_account" || chain.on_usage_limit === "next_backend";
  return hands && entries.length > 0 ? { kind: "again", chain: { ...chain, entries } } : ENDS;
}

function afterInterruption(
  ctx: Context,
  tx: Tx,
  { execution, attempt }: Claimed,
  { reason, nothing_ran }: Ending,
): Next {
  if (reason === "budget_ask") return { kind: "asks" };
  if (reason === "hand_over") return { kind: "again", chain: passedOn(chainFor(ctx, execution), attempt.entry) };
  const again = nothing_ran || execution.retry_on_interrupt;
  const interrupted = listAttempts(tx, execution.id).filter(
    ({ status, reason }) => status === "interrupted" && reason !== "hand_over",
  );
  return again && interrupted.length < MOST_INTERRUPTED ? AGAIN : ENDS;
}

/** Nobody knows when a login or a purse will be mended: only somebody else can go on. */
function elsewhere(ctx: Context, { attempt }: Claimed, chain: Chain): Next {
  if (chain.on_usage_limit !== "next_account" && chain.on_usage_limit !== "next_backend") return ENDS;
  const choice = pickAccount(ctx, { chain, live: new Map(), paused: new Set() });
  if (choice.kind === "chosen") return choice.account.id === attempt.account_id ? ENDS : AGAIN;
  return choice.kind === "limited" && choice.reason !== "cli_auth" ? AGAIN : ENDS;
}

/** A limit that ended an attempt is a hard one, also where the CLI told of it as of one that passes. */
function limitOf({ reason, detail = "", seen }: Ending): Limit | undefined {
  const known = seen?.limit;
  switch (reason) {
    case "rate_limit":
      return { scope: "account", message: detail, ...(known?.kind === "rate" && known), kind: "rate", hard: true };
    case "overloaded":
      return {
        scope: "backend",
        message: detail,
        ...(known?.kind === "overload" && known),
        kind: "overload",
        hard: true,
      };
    case "usage_limit":
      return known?.hard ? undefined : { scope: "account", kind: "usage", hard: true, message: detail };
    case "cli_auth":
      return known?.hard ? undefined : { scope: "account", kind: "auth", hard: true, message: detail };
    default:
      return undefined;
  }
}

function backoff(ctx: Context, first_ms: number, retries: number): string {
  const wait = Math.min(LONGEST_BACKOFF_MS, first_ms * 2 ** retries);
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return ctx.clock.iso(ctx.clock.now() + wait * (1 + (JITTER * random) / 2 ** 32));
}
