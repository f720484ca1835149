import { and, eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { getExecution } from "~/executions/index.ts";
import { Fault, messageOf } from "~/kit/fault.ts";
import { ACTIONS } from "./bells.ts";
import { type Github, partsOf } from "./client.ts";
import { GithubFailure } from "./failure.ts";
import { sortOf } from "./kinds/index.ts";
import type { Done } from "./kinds/kind.ts";
import type { PushBranch } from "./push.ts";
import { type ActionRow, firstOfEach } from "./store.ts";
import { github_actions } from "./tables.ts";

const MOST_TRIES = 12;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;
const MOST_AT_ONCE = 8;

/** Does what is pending: of one repository one after another, of several at the same time. */
export function startWorker(ctx: Context, github: Github, push?: PushBranch): void {
  const busy = new Map<string | null, Promise<void>>();
  let closed = false;
  let cancel: (() => void) | undefined;
  const look = () => {
    if (closed) return;
    cancel?.();
    const free = firstOfEach(ctx.db.orm).filter(({ repository }) => !busy.has(repository));
    const now = ctx.clock.iso();
    const due = free.filter(({ not_before }) => not_before === null || not_before <= now);
    for (const row of due.slice(0, MOST_AT_ONCE - busy.size)) {
      const work = perform(ctx, github, row, push).finally(() => {
        busy.delete(row.repository);
        look();
      });
      busy.set(row.repository, work);
    }
    const next = free
      .flatMap(({ not_before }) => (not_before !== null && not_before > now ? [not_before] : []))
      .sort()[0];
    if (next !== undefined) cancel = ctx.clock.after(Date.parse(next) - ctx.clock.now(), look);
  };
  const off = ctx.bells.on(ACTIONS, look);
  ctx.disposer.defer(async () => {
    closed = true;
    off();
    cancel?.();
    github.close();
    await Promise.all(busy.values());
  });
  look();
}

/** Tries one, and writes down how it went; what the end of the server broke off stays pending. */
async function perform(ctx: Context, github: Github, row: ActionRow, push?: PushBranch): Promise<void> {
  try {
    settle(ctx, row, { status: "done", ...(await apply(ctx, github, row, push)) });
  } catch (error) {
    const failure = asFailure(error);
    const { execution_id, kind, repository, tries } = row;
    ctx.log.warn({ execution_id, kind, repository, tries, failure: failure.message }, "an action on GitHub failed");
    const detail = ctx.redactor.redact(failure.message);
    const wait_ms = waitOf(failure, tries);
    if (wait_ms === undefined) settle(ctx, row, { status: "failed", detail });
    else settle(ctx, row, { status: "pending", detail, not_before: ctx.clock.iso(ctx.clock.now() + wait_ms) }, failure);
  }
}

async function apply(ctx: Context, github: Github, row: ActionRow, push?: PushBranch): Promise<Done> {
  const { target, kind, action } = row;
  if (!target) throw new GithubFailure("refused", "It concerns no repository.");
  const octokit = await github.of(target.repository);
  const execution = getExecution(ctx.db.orm, row.execution_id);
  const at = partsOf(target.repository);
  return sortOf(kind).apply({ ctx, github, octokit, at, target, execution, action, ...(push && { push }) });
}

/** Of a branch that cannot be pushed, say. What is no failure of GitHub's or of ours to name may pass. */
function asFailure(error: unknown): GithubFailure {
  if (error instanceof GithubFailure) return error;
  return new GithubFailure(error instanceof Fault ? "refused" : "failing", messageOf(error));
}

/** Undefined when it is not to be tried again. */
function waitOf({ kind, detail }: GithubFailure, tries: number): number | undefined {
  if (kind === "limited") return detail.wait_ms;
  if (kind === "refused" || tries + 1 >= MOST_TRIES) return undefined;
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries);
}

type Settled = Partial<Pick<ActionRow, "status" | "url" | "detail" | "not_before">>;

/** Not when there is more to do since: then that is done too. */
function settle(ctx: Context, { seq, version, tries }: ActionRow, settled: Settled, failure?: GithubFailure): void {
  const counted = failure?.kind === "limited" ? tries : tries + 1;
  ctx.db.orm
    .update(github_actions)
    .set({ not_before: null, detail: null, ...settled, tries: counted, updated_at: ctx.clock.iso() })
    .where(and(eq(github_actions.seq, seq), eq(github_actions.version, version)))
    .run();
}
