import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import type { BackendId } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { Orm, Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { loginCommand } from "./home.ts";
import type { Account } from "./model.ts";
import { accounts, cooldowns } from "./tables.ts";

export type AccountRow = typeof accounts.$inferSelect;
export type CooldownRow = typeof cooldowns.$inferSelect;

export function findAccount(queries: Queries, id: string): AccountRow | undefined {
  return queries.select().from(accounts).where(eq(accounts.id, id)).get();
}

/** Throws a Fault `not_found`. */
export function getAccount(queries: Queries, id: string): AccountRow {
  const row = findAccount(queries, id);
  if (!row) throw new Fault("not_found", `There is no account ${id}.`);
  return row;
}

/** The server's own environment; every backend has it from the start on. */
export function defaultAccount(queries: Queries, backend: BackendId): AccountRow {
  const row = queries
    .select()
    .from(accounts)
    .where(and(eq(accounts.backend, backend), eq(accounts.is_default, true)))
    .get();
  if (!row) throw new Error(`${backend} has no default account`);
  return row;
}

interface Page {
  limit: number;
  cursor?: string;
  backend?: BackendId;
}

/** By backend, and then in the order in which they are preferred. */
export function listAccounts(ctx: Context, { limit, cursor, backend }: Page) {
  const { orm } = ctx.db;
  const last = cursor === undefined ? undefined : getAccount(orm, cursor);
  const beyond =
    last &&
    sql`(${accounts.backend}, ${accounts.position}, ${accounts.id}) > (${last.backend}, ${last.position}, ${last.id})`;
  const rows = orm
    .select()
    .from(accounts)
    .where(and(backend && eq(accounts.backend, backend), beyond))
    .orderBy(asc(accounts.backend), asc(accounts.position), asc(accounts.id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  const next_cursor = rows.length > page.length ? (page.at(-1)?.id ?? null) : null;
  return { accounts: page.map((row) => wireAccount(ctx, row)), next_cursor };
}

/** For hot paths; undefined when there is none. */
export const selectAccount = (orm: Orm) =>
  orm
    .select()
    .from(accounts)
    .where(eq(accounts.id, sql.placeholder("id")))
    .prepare();

/** What a pick looks at: whole rows of fifty accounts would cost more than all the rest of it. */
export type Enabled = Pick<AccountRow, "id" | "max_concurrent" | "warned_until">;

/** The enabled ones in the order in which they are preferred. */
export const selectEnabled = (orm: Orm) =>
  orm
    .select({ id: accounts.id, max_concurrent: accounts.max_concurrent, warned_until: accounts.warned_until })
    .from(accounts)
    .where(and(eq(accounts.backend, sql.placeholder("backend")), eq(accounts.enabled, true)))
    .orderBy(asc(accounts.position), asc(accounts.id))
    .prepare();

export type Bar = Pick<CooldownRow, "account_id" | "model" | "kind" | "until">;

/** Those that are over too: nothing has worked since. */
export const selectCooldowns = (orm: Orm) =>
  orm
    .select({
      account_id: cooldowns.account_id,
      model: cooldowns.model,
      kind: cooldowns.kind,
      until: cooldowns.until,
    })
    .from(cooldowns)
    .where(eq(cooldowns.backend, sql.placeholder("backend")))
    .prepare();

export function wireAccount(ctx: Context, row: AccountRow): Account {
  const holding = and(concerning(row), gt(cooldowns.until, ctx.clock.iso()));
  const held = ctx.db.orm.select().from(cooldowns).where(holding).orderBy(cooldowns.until).all();
  // Of one limit that several attempts met, the last to end is what holds.
  const last = new Map(held.map((one) => [`${one.account_id} ${one.kind} ${one.model}`, one]));
  const { key_variable, key_env, sealed_secret, warned_until, ...fields } = row;
  return {
    ...fields,
    key: wireKey(row),
    cooldowns: [...last.values()].map(({ account_id, model, kind, until, message, strikes, since }) => {
      const scope = account_id === "" ? "backend" : model === "" ? "account" : "model";
      return { scope, model: model || null, kind, until, message, strikes, since };
    }),
    running: runningOn(ctx, row.id),
    login_command: loginCommand(ctx, row),
  };
}

/** Asked of the table: that feature stands above this one. */
function runningOn({ db }: Context, id: string): number {
  return db.sqlite.query<{ n: number }, [string]>(RUNNING).get(id)?.n ?? 0;
}

const RUNNING = "SELECT count(*) AS n FROM attempts WHERE account_id = ? AND status IN ('starting', 'running')";

/** The cooldowns of this account, on whichever model, and of its whole backend. */
export function concerning({ id, backend }: AccountRow) {
  return and(eq(cooldowns.backend, backend), inArray(cooldowns.account_id, [id, ""]));
}

function wireKey({ key_variable, key_env, sealed_secret }: AccountRow): Account["key"] {
  if (key_variable === null) return null;
  if (key_env !== null) return { variable: key_variable, from: "env", env: key_env };
  return { variable: key_variable, from: "secret", secret_set: sealed_secret !== null };
}
