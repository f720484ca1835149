import { and, eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { persist } from "~/db/persist.ts";
import { getExecution } from "~/executions/index.ts";
import { Fault, messageOf } from "~/kit/fault.ts";
import { ACTIONS } from "./bells.ts";
import { type Github, partsOf } from "./client.ts";
import { GithubFailure } from "./failure.ts";
import { sortOf } from "./kinds/index.ts";
import type { Done } from "./kinds/kind.ts";
import type { Projects } from "./projects.ts";
import { type ActionRow, dueActions, nextDue } from "./store.ts";
import { github_actions } from "./tables.ts";

const MOST_TRIES = 12;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;
const MOST_AT_ONCE = 8;
/** After a failure of our own database. */
const UNWRITTEN_MS = 30_000;

/** Does what is pending: of one repository one at a time, as GitHub asks, of several at the same time. */
export function startWorker(ctx: Context, github: Github, projects?: Projects): void {
  const busy = new Map<string | null, Promise<void>>();
  const closing = new AbortController();
  let cancel: (() => void) | undefined;

  const work = async (row: ActionRow) => {
    try {
      await perform(ctx, github, row, closing.signal, projects);
    } catch (err) {
      ctx.log.error({ err }, "how an action on GitHub went cannot be written down; its repository waits");
      await ctx.clock.sleep(UNWRITTEN_MS, closing.signal);
    }
    busy.delete(row.repository);
    look();
  };
  const look = () => {
    cancel?.();
    if (closing.signal.aborted) return;
    try {
      const now = ctx.clock.iso();
      const due = dueActions(ctx.db.orm, now).filter(({ repository }) => !busy.has(repository));
      for (const row of due.slice(0, MOST_AT_ONCE - busy.size)) busy.set(row.repository, work(row));
      const next = nextDue(ctx.db.orm, now);
      if (next !== undefined) cancel = ctx.clock.after(Date.parse(next) - Date.parse(now), look);
    } catch (err) {
      ctx.log.error({ err }, "the actions on GitHub cannot be read; trying again");
      cancel = ctx.clock.after(UNWRITTEN_MS, look);
    }
  };
  const off = ctx.bells.on(ACTIONS, look);
  ctx.disposer.defer(async () => {
    closing.abort();
    off();
    cancel?.();
    github.close();
    await Promise.all(busy.values());
  });
  look();
}

/** Tries one, and writes down how it went; what the end of the server breaks off is tried again by the next one. */
async function perform(
  ctx: Context,
  github: Github,
  row: ActionRow,
  signal: AbortSignal,
  projects?: Projects,
): Promise<void> {
  const settled = await attempt(ctx, github, row, signal, projects);
  if (settled) await persist(ctx, signal, () => settle(ctx, row, settled));
}

/** How it went; undefined when the end of the server broke it off. */
async function attempt(
  ctx: Context,
  github: Github,
  row: ActionRow,
  signal: AbortSignal,
  projects?: Projects,
): Promise<Settled | undefined> {
  const tries = row.tries + 1;
  try {
    return { status: "done", tries, ...(await apply(ctx, github, row, signal, projects)) };
  } catch (error) {
    if (signal.aborted) return undefined;
    const failure = asFailure(error);
    const { execution_id, kind, repository } = row;
    ctx.log.warn(
      { execution_id, kind, repository, tries: row.tries, failure: failure.message },
      "an action on GitHub failed",
    );
    const detail = ctx.redactor.redact(failure.message);
    const wait_ms = waitOf(failure, row.tries);
    if (wait_ms === undefined) return { status: "failed", detail, tries };
    const not_before = ctx.clock.iso(ctx.clock.now() + wait_ms);
    return { status: "pending", detail, not_before, tries: failure.kind === "limited" ? row.tries : tries };
  }
}

async function apply(
  ctx: Context,
  github: Github,
  row: ActionRow,
  signal: AbortSignal,
  projects?: Projects,
): Promise<Done> {
  const { target, kind, action } = row;
  if (!target) throw new GithubFailure("refused", "It concerns no repository.");
  const octokit = await github.of(target.repository);
  const execution = getExecution(ctx.db.orm, row.execution_id);
  const at = partsOf(target.repository);
  const work = { ctx, github, octokit, at, target, execution, action, signal, ...(projects && { projects }) };
  return sortOf(kind).apply(work);
}

/** Of a branch that cannot be pushed, say. What is still worked in, and what nobody named, may pass. */
function asFailure(error: unknown): GithubFailure {
  if (error instanceof GithubFailure) return error;
  const final = error instanceof Fault && error.status < 500 && error.code !== "live";
  return new GithubFailure(final ? "refused" : "failing", messageOf(error));
}

/** Undefined when it is not to be tried again. */
function waitOf({ kind, detail }: GithubFailure, tries: number): number | undefined {
  if (kind === "limited") return detail.wait_ms;
  if (kind === "refused" || tries + 1 >= MOST_TRIES) return undefined;
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries);
}

type Settled = Pick<ActionRow, "status" | "tries"> & Partial<Pick<ActionRow, "url" | "detail" | "not_before">>;

/** Not as done or failed when there is more to do since; a wait is one for that too. */
function settle(ctx: Context, { seq, version }: ActionRow, settled: Settled): void {
  const same = settled.status === "pending" ? undefined : eq(github_actions.version, version);
  ctx.db.orm
    .update(github_actions)
    .set({ not_before: null, detail: null, ...settled, updated_at: ctx.clock.iso() })
    .where(and(eq(github_actions.seq, seq), same))
    .run();
}
