import { existsSync } from "node:fs";
import { and, eq, isNotNull, ne, or } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { persist } from "~/db/persist.ts";
import { Fault } from "~/kit/fault.ts";
import { githubHost } from "~/kit/github-host.ts";
import { sweep } from "~/process/index.ts";
import { Compaction } from "./compact.ts";
import { refresh } from "./fetch.ts";
import { projectDir, repoDir, unlock } from "./repo.ts";
import { PROJECTS } from "./store.ts";
import { projects } from "./tables.ts";
import { removeIdle, removeLeftovers } from "./tidy.ts";

const LOOK_MS = 30_000;

/**
 * Ends what an earlier server's git still does and removes what a crash left; then fetches what is wanted, clones that
 * were cut off among it, and what is due, removes idle worktrees and compacts clones.
 */
export function startProjects(ctx: Context): void {
  const closing = new AbortController();
  const works = new Set<Promise<void>>();
  const inBackground = (what: string, work: Promise<void>): Promise<void> => {
    const done = work
      .catch((err) => closing.signal.aborted || ctx.log.error({ err }, what))
      .then(() => void works.delete(done));
    works.add(done);
    return done;
  };
  const compaction = new Compaction(ctx);
  let tidied = Promise.resolve();
  const look = () => {
    for (const id of wantedOf(ctx)) inBackground("a project could not be fetched", fetchOne(ctx, id, closing.signal));
    tidied = inBackground(
      "idle worktrees could not be removed",
      tidied.then(() => removeIdle(ctx, closing.signal)),
    );
  };
  let cancel = () => {};
  const lookNowAndThen = () => {
    look();
    inBackground("the packs of clones could not be put together", compaction.look(closing.signal));
    cancel = ctx.clock.after(LOOK_MS, lookNowAndThen);
  };

  offerToken(ctx);
  endEarlier(ctx);
  inBackground("what a crash left could not be removed", removeLeftovers(ctx));
  const off = ctx.bells.on(PROJECTS, look);
  lookNowAndThen();
  ctx.disposer.defer(async () => {
    off();
    cancel();
    closing.abort();
    await Promise.all(works);
  });
}

/** What was cut off is free of its locks, and a clone wanted again, once nobody else is at work in it. */
function endEarlier(ctx: Context): void {
  const { orm } = ctx.db;
  const stale = and(isNotNull(projects.busy_boot), ne(projects.busy_boot, ctx.boot_id));
  for (const { id } of orm.select().from(projects).where(stale).all())
    sweep({ execution_id: id, dir: projectDir(ctx.config, id), number: 0, leader: undefined });
  for (const { id } of orm.select({ id: projects.id }).from(projects).where(eq(projects.kind, "git")).all())
    freeClone(ctx, id);
  orm.update(projects).set({ busy_boot: null, phase: null, percent: null }).where(stale).run();
  orm.update(projects).set({ fetch_wanted: true }).where(eq(projects.status, "cloning")).run();
}

/** A clone that cannot be looked through is no reason not to start. */
function freeClone(ctx: Context, id: string): void {
  const repo = repoDir(ctx.config, id);
  try {
    if (existsSync(repo)) unlock(repo);
  } catch (err) {
    ctx.log.warn({ err, project_id: id }, "a clone could not be looked through for locks of a git that was killed");
  }
}

/** The row says what became of it. */
async function fetchOne(ctx: Context, id: string, signal: AbortSignal): Promise<void> {
  try {
    await persist(ctx, signal, () => refresh(ctx, id, signal));
  } catch (err) {
    if (!(err instanceof Fault)) throw err;
    if (!signal.aborted) ctx.log.warn({ project_id: id, reason: err.message }, "a project could not be fetched");
  }
}

/** What somebody asked for, and what is due by its interval. */
function wantedOf(ctx: Context): string[] {
  const every = and(eq(projects.fetch_policy, "interval"), eq(projects.enabled, true));
  const some = and(eq(projects.kind, "git"), or(eq(projects.fetch_wanted, true), every));
  const rows = ctx.db.orm.select().from(projects).where(some).all();
  const isDue = ({ tried_at, fetch_every_mins }: (typeof rows)[number]) =>
    tried_at === null || Date.parse(tried_at) + (fetch_every_mins ?? 0) * 60_000 <= ctx.clock.now();
  const free = rows.filter(({ busy_boot }) => busy_boot !== ctx.boot_id);
  return free.filter((row) => row.fetch_wanted || isDue(row)).map(({ id }) => id);
}

function offerToken({ config, credentials, redactor }: Context): void {
  const token = config.GITHUB_TOKEN;
  if (token === undefined) return;
  redactor.know("github token", [token]);
  credentials.offer(({ host }) => (host === githubHost(config) ? token : undefined));
}
