import { realpathSync } from "node:fs";
import { sep } from "node:path";
import { eq } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { githubHost } from "~/kit/github-host.ts";
import type { RepositoryAddress } from "./address.ts";
import type { Project, ProjectInput, ProjectPatch } from "./model.ts";
import { checkAddress, parseAddress } from "./remote.ts";
import { directoryAt } from "./repo.ts";
import { getProduct, getProject, PROJECTS, type ProjectRow, projectBell, wireProject } from "./store.ts";
import { projects } from "./tables.ts";
import { namesOf, removeProjectFiles } from "./tidy.ts";

/** Fields that decide where a clone comes from: with another one it is another clone. */
type Settled = Omit<ProjectInput, "isolation"> & Pick<ProjectRow, "isolation">;

/** Throws a Fault that names the field. A git project is cloned in the background: its status says how far. */
export async function createProject(ctx: Context, input: ProjectInput): Promise<Project> {
  return insertProject(ctx, await settleNew(ctx, input));
}

/** What of a new project asks the outside world: `insertProject` writes it. */
export async function settleNew(ctx: Context, input: ProjectInput): Promise<Settled> {
  const isolation = input.isolation ?? (input.kind === "git" ? "worktree" : "shared");
  const settled = settle(ctx, { ...input, isolation });
  if (settled.url !== null) await checkAddress(ctx, settled.url);
  return settled;
}

export function insertProject(ctx: Context, input: Settled): Project {
  const now = ctx.clock.iso();
  return ctx.db.tx((tx, after) => {
    checkProduct(tx, input.product_id);
    const status = input.kind === "git" ? ("cloning" as const) : ("ready" as const);
    const row = {
      id: ctx.newId("project"),
      ...input,
      status,
      fetch_wanted: input.kind === "git",
      created_at: now,
      updated_at: now,
    };
    const saved = tx.insert(projects).values(row).returning().get();
    audit(ctx, tx, { action: "project.created", subject_id: saved.id, after: saved });
    after(() => ctx.bells.ring(PROJECTS));
    return wireProject(ctx, saved);
  });
}

/** Changes what is given. Where it comes from stays: another address is another project. */
export function updateProject(ctx: Context, id: string, patch: ProjectPatch): Project {
  const before = getProject(ctx.db.orm, id);
  for (const field of ["url", "path", "isolation"] as const)
    if (patch[field] !== undefined && patch[field] !== before[field])
      refuse(field, "cannot change: its executions lie where it says; make another project");
  const { default_branch, repository } = patch;
  const input = { ...before, ...patch, default_branch: default_branch ?? before.default_branch };
  const settled = settle(ctx, {
    ...input,
    repository: repository === undefined ? before.repository : repository,
  });
  return ctx.db.tx((tx) => {
    checkProduct(tx, settled.product_id);
    const set = { ...settled, updated_at: ctx.clock.iso() };
    const saved = tx.update(projects).set(set).where(eq(projects.id, id)).returning().get();
    audit(ctx, tx, { action: "project.updated", subject_id: id, before, after: saved });
    return wireProject(ctx, saved);
  });
}

/** Why a project may not go, asked of a feature that names projects; undefined when it may. */
export type Hold = (queries: Queries, project_id: string) => string | undefined;

/** Its executions and their diffs stay; of files only our own go. Throws a Fault `conflict` while it is in use. */
export async function deleteProject(ctx: Context, id: string, holds: readonly Hold[]): Promise<void> {
  await dropProject(ctx, id, holds)();
}

/** Takes it out of the table; what is answered then removes its files. */
export function dropProject(ctx: Context, id: string, holds: readonly Hold[]): () => Promise<void> {
  const names = ctx.db.tx((tx, after) => {
    const before = getProject(tx, id);
    for (const hold of holds) {
      const why = hold(tx, id);
      if (why !== undefined) throw new Fault("conflict", why, { code: "in_use" });
    }
    const owned = namesOf(tx, id);
    tx.delete(projects).where(eq(projects.id, id)).run();
    audit(ctx, tx, { action: "project.deleted", subject_id: id, before });
    after(() => ctx.bells.ring(projectBell(id)));
    return owned;
  });
  return () => removeProjectFiles(ctx, id, names);
}

function settle<T extends Settled>(ctx: Context, input: T) {
  const { kind, url, path, isolation, fetch_policy, fetch_every_mins } = input;
  if (fetch_policy === "interval" && fetch_every_mins === null)
    refuse("fetch_every_mins", "is required where fetch_policy is interval");
  if (fetch_policy !== "interval" && fetch_every_mins !== null)
    refuse("fetch_every_mins", "belongs to the fetch_policy interval");
  const repository = input.repository?.toLowerCase() ?? null;
  if (kind === "git") {
    if (url === null) refuse("url", "is required for a git project");
    if (path !== null) refuse("path", "belongs to a local project; leave it out");
    const address = parseAddress(url);
    return { ...input, url: address.url, repository: repository ?? nameFrom(ctx, address) };
  }
  if (path === null) refuse("path", "is required for a local project");
  if (url !== null) refuse("url", "belongs to a git project; leave it out");
  if (isolation === "worktree")
    refuse(
      "isolation",
      "worktree needs a git project, given by its url; a local directory has no copies: leave it out",
    );
  return { ...input, repository, path: realDirectory(ctx, path) };
}

/** On another host the same name is another repository: there somebody has to say that it is the one GitHub tells of. */
function nameFrom({ config }: Context, { host, repository }: RepositoryAddress): string | null {
  return host === githubHost(config) && /^[\w.-]+\/[\w.-]+$/.test(repository) ? repository : null;
}

/** Where a path leads, by whatever links. The server's own files are nobody's project. */
function realDirectory({ config }: Context, path: string): string {
  const real = directoryAt(path);
  if (real === undefined) refuse("path", "must be a directory that exists");
  if (real === "/") refuse("path", "must not be the root of the file system");
  const data = realpathSync(config.data_dir);
  if (real === data || real.startsWith(data + sep) || data.startsWith(real + sep))
    refuse("path", "must be apart from the server's own data directory");
  return real;
}

function checkProduct(queries: Queries, id: string | null): void {
  try {
    if (id !== null) getProduct(queries, id);
  } catch {
    refuse("product_id", "is no product that exists");
  }
}

function refuse(path: string, message: string): never {
  throw new Fault("invalid", `${path}: ${message}`, { errors: [{ path, message }] });
}
