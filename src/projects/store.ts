import { and, asc, count, desc, eq, isNull, lt, ne, or, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { githubHost } from "~/kit/github-host.ts";
import { addressOf } from "./address.ts";
import type { Product, Project } from "./model.ts";
import { repoDir } from "./repo.ts";
import { packedBytes } from "./size.ts";
import { products, projects } from "./tables.ts";

export type ProjectRow = typeof projects.$inferSelect;
export type GitProject = ProjectRow & { url: string };

/** There is a project to fetch, or a worktree to look at. */
export const PROJECTS = "projects";
/** Something about this project has changed. */
export const projectBell = (id: string) => `project ${id}`;

/** Throws a Fault `not_found`. */
export function getProject(queries: Queries, id: string): ProjectRow {
  const row = findProject(queries, id);
  if (!row) throw new Fault("not_found", `There is no project ${id}.`);
  return row;
}

export function findProject(queries: Queries, id: string): ProjectRow | undefined {
  return queries.select().from(projects).where(eq(projects.id, id)).get();
}

/**
 * The project of a repository, `owner/name` in any case; of several the one that can best be worked in (`at_ref`: it can
 * check out what is asked for), then the oldest. Where none can be, that one says why: the work goes nowhere else.
 */
export function projectByRepo(queries: Queries, repository: string, at_ref: boolean): ProjectRow | undefined {
  const named = eq(projects.repository, repository.toLowerCase());
  const fit = at_ref ? and(projects.enabled, eq(projects.isolation, "worktree")) : projects.enabled;
  const query = queries.select().from(projects).where(named);
  return query
    .orderBy(desc(sql`${fit}`), desc(projects.enabled), asc(projects.id))
    .limit(1)
    .get();
}

/** The repository on GitHub that a project is a clone of: what is pushed there with GitHub's token. */
export function githubRepositoryOf({ db, config }: Context, id: string): string | undefined {
  const project = findProject(db.orm, id);
  if (!project || !isGit(project)) return undefined;
  const { host, protocol, repository } = addressOf(project.url);
  return host === githubHost(config) && protocol === "https" ? repository : undefined;
}

export function isGit(project: ProjectRow): project is GitProject {
  return project.kind === "git" && project.url !== null;
}

/**
 * Asks for a fetch in the background: of a project that is not cloned, for a clone. Throws a Fault `conflict` where there
 * is nothing to fetch.
 */
export function wantFetch(ctx: Context, id: string): ProjectRow {
  const { name, path } = getProject(ctx.db.orm, id);
  if (path !== null) {
    const message = `${name} is the local directory ${path}, which is worked in as it is: there is nothing to fetch.`;
    throw new Fault("conflict", message, { code: "nothing_to_fetch" });
  }
  const set = { fetch_wanted: true };
  const row = ctx.db.orm.update(projects).set(set).where(eq(projects.id, id)).returning().get();
  ctx.bells.ring(PROJECTS);
  return row ?? getProject(ctx.db.orm, id);
}

interface Page {
  limit: number;
  cursor?: string;
}

export function listProjects(ctx: Context, { limit, cursor, product_id }: Page & { product_id?: string }) {
  const older = cursor ? lt(projects.id, cursor) : undefined;
  const grouped = product_id ? eq(projects.product_id, product_id) : undefined;
  const query = ctx.db.orm.select().from(projects).where(and(older, grouped)).orderBy(desc(projects.id));
  const rows = query.limit(limit + 1).all();
  const page = rows.slice(0, limit);
  const next_cursor = rows.length > page.length ? (page.at(-1)?.id ?? null) : null;
  return { projects: page.map((row) => wireProject(ctx, row)), next_cursor };
}

export function wireProject({ config }: Context, row: ProjectRow): Project {
  const { busy_boot: _busy, fetch_wanted: _wanted, ...shown } = row;
  return { ...shown, clone_bytes: isGit(row) ? packedBytes(repoDir(config, row.id)) : null };
}

/**
 * Takes a clone for a fetch or the like; false while another has it. `note` with `busy_boot: null` gives it back, and
 * what an earlier server left occupied is free.
 */
export function occupy({ boot_id, db }: Context, id: string, told: Partial<ProjectRow> = {}): boolean {
  const free = and(eq(projects.id, id), or(isNull(projects.busy_boot), ne(projects.busy_boot, boot_id)));
  const set = { ...told, busy_boot: boot_id };
  return db.orm.update(projects).set(set).where(free).returning().get() !== undefined;
}

/** Changes what git has to say of a project, and lets whoever waits look again. */
export function note(ctx: Context, id: string, told: Partial<ProjectRow>): void {
  const set = { ...told, updated_at: ctx.clock.iso() };
  ctx.db.tx((tx) => void tx.update(projects).set(set).where(eq(projects.id, id)).run());
  ctx.bells.ring(projectBell(id));
}

type ProductRow = typeof products.$inferSelect;

/** Throws a Fault `not_found`. */
export function getProduct(queries: Queries, id: string): ProductRow {
  const row = queries.select().from(products).where(eq(products.id, id)).get();
  if (!row) throw new Fault("not_found", `There is no product ${id}.`);
  return row;
}

export function describeProduct(queries: Queries, row: ProductRow): Product {
  const owned = queries.select({ n: count() }).from(projects).where(eq(projects.product_id, row.id)).get();
  return { ...row, projects: owned?.n ?? 0 };
}

export function listProducts(queries: Queries, { limit, cursor }: Page) {
  const older = cursor ? lt(products.id, cursor) : undefined;
  const query = queries.select().from(products).where(older).orderBy(desc(products.id));
  const rows = query.limit(limit + 1).all();
  const page = rows.slice(0, limit);
  const next_cursor = rows.length > page.length ? (page.at(-1)?.id ?? null) : null;
  return { products: page.map((row) => describeProduct(queries, row)), next_cursor };
}
