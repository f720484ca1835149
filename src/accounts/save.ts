import { and, eq, max, ne } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import { type BackendKind, backendOf, type Env, secretIn } from "~/backends/index.ts";
import { SETTINGS } from "~/config.ts";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { ACCOUNTS } from "./bells.ts";
import { findDefaultChain } from "./chain.ts";
import { learnKey } from "./env.ts";
import { makeHome, type OnMade } from "./home.ts";
import type { Account, AccountInput, AccountPatch, KeyInput } from "./model.ts";
import { type AccountRow, getAccount, wireAccount } from "./store.ts";
import { accounts, cooldowns } from "./tables.ts";

/** Throws a Fault `invalid` for what the backend cannot do, `conflict` for a name that is taken. */
export function createAccount(
  ctx: Context,
  { backend, key, config_dir, position, ...input }: AccountInput,
  onMade: OnMade = () => {},
): Account {
  const kind = backendOf(backend);
  checkEnv(kind, input.env);
  requireLogin(kind, { key, config_dir });
  const id = ctx.newId("account");
  const now = ctx.clock.iso();
  return ctx.db.tx((tx, after) => {
    checkName(tx, { id, backend, name: input.name });
    const row: AccountRow = {
      ...{ id, backend, ...input, ...keyColumns(ctx, kind, key), is_default: false },
      config_dir: config_dir && makeHome(ctx, id, config_dir, onMade),
      position: position ?? lastPosition(tx, backend) + 1,
      ...{ windows: {}, warned_until: null, last_used_at: null, created_at: now, updated_at: now },
    };
    audit(ctx, tx, { action: "account.created", subject_id: id, after: row });
    return save(ctx, tx, after, row);
  });
}

/** Changes what is given; a key is replaced whole. A new key or directory is a new login: nothing is known of its limits. */
export function updateAccount(
  ctx: Context,
  id: string,
  { key, config_dir, ...patch }: AccountPatch,
  onMade: OnMade = () => {},
): Account {
  return ctx.db.tx((tx, after) => {
    const before = getAccount(tx, id);
    const kind = backendOf(before.backend);
    if (before.is_default) refuseOfDefault({ key, config_dir, env: patch.env });
    if (patch.env) checkEnv(kind, patch.env);
    const changed: AccountRow = { ...before, ...patch, updated_at: ctx.clock.iso() };
    if (key !== undefined) Object.assign(changed, keyColumns(ctx, kind, key));
    if (config_dir !== undefined) changed.config_dir = config_dir && makeHome(ctx, id, config_dir, onMade);
    if (!before.is_default) requireLogin(kind, { key: changed.key_variable, config_dir: changed.config_dir });
    checkName(tx, changed);
    const other_login = key !== undefined || changed.config_dir !== before.config_dir;
    if (other_login) {
      Object.assign(changed, { windows: {}, warned_until: null });
      tx.delete(cooldowns).where(eq(cooldowns.account_id, id)).run();
    }
    audit(ctx, tx, { action: "account.updated", subject_id: id, before, after: changed });
    const decides = other_login || DECIDING.some((field) => changed[field] !== before[field]);
    return save(ctx, tx, after, changed, decides);
  });
}

/** Its directory stays, and the redactor knows its key until the next start: something may run with it. */
export function deleteAccount(ctx: Context, id: string): void {
  ctx.db.tx((tx, after) => {
    const before = getAccount(tx, id);
    const { name, is_default } = before;
    const refused = (why: string) => new Fault("conflict", `The account ${name} ${why}`, { code: "account_in_use" });
    if (is_default) throw refused("is the server's own environment: disable it instead.");
    if (findDefaultChain(ctx)?.entries.some((entry) => entry.account === id))
      throw refused("is named by the default chain: take it out there first.");
    tx.delete(cooldowns).where(eq(cooldowns.account_id, id)).run();
    tx.delete(accounts).where(eq(accounts.id, id)).run();
    audit(ctx, tx, { action: "account.deleted", subject_id: id, before });
    after(() => ctx.bells.ring(ACCOUNTS));
  });
}

/** Fields that decide who may start. */
const DECIDING = ["enabled", "position", "max_concurrent"] as const;

function save(ctx: Context, tx: Tx, after: After, row: AccountRow, decides = true): Account {
  const saved = tx.insert(accounts).values(row).onConflictDoUpdate({ target: accounts.id, set: row }).returning().get();
  after(() => {
    learnKey(ctx, saved);
    if (decides) ctx.bells.ring(ACCOUNTS);
  });
  return wireAccount(ctx, saved);
}

function checkName(tx: Tx, { id, backend, name }: Pick<AccountRow, "id" | "backend" | "name">): void {
  const same = and(eq(accounts.backend, backend), eq(accounts.name, name), ne(accounts.id, id));
  if (!tx.select({ id: accounts.id }).from(accounts).where(same).get()) return;
  const message = `another account of ${backendOf(backend).title} has it; take another`;
  throw new Fault("conflict", `name: ${message}`, { code: "name_taken", errors: [{ path: "name", message }] });
}

function lastPosition(tx: Tx, backend: AccountRow["backend"]): number {
  const last = max(accounts.position);
  return tx.select({ last }).from(accounts).where(eq(accounts.backend, backend)).get()?.last ?? -1;
}

function requireLogin({ title, home }: BackendKind, login: { key: unknown; config_dir: string | null }): void {
  if (!home) throw invalid("backend", `${title} has no login, so it has its default account alone`);
  if (login.key !== null || login.config_dir !== null) return;
  throw invalid("config_dir", "is needed where there is no `key`: an account is a login in a directory, or a key");
}

/** The columns of a key. Throws a Fault `invalid` for a variable that would hand the child what is not its own. */
function keyColumns(ctx: Context, { title, home }: BackendKind, key: KeyInput | null) {
  if (key === null) return { key_variable: null, key_env: null, sealed_secret: null };
  const known = home?.keys ?? [];
  if (!known.includes(key.variable))
    throw invalid("key.variable", `${title} takes a key in none but ${known.join(", ")}`);
  if (key.env !== undefined && Object.hasOwn(SETTINGS, key.env))
    throw invalid("key.env", `${key.env} is a setting of the server itself; keep the key in another variable`);
  if (key.env !== undefined && ctx.config.environment[key.env] === undefined)
    throw invalid("key.env", `${key.env} is not set; set it in the server's environment and start it anew`);
  const sealed_secret = key.secret === undefined ? null : ctx.vault.seal(key.secret);
  return { key_variable: key.variable, key_env: key.env ?? null, sealed_secret };
}

function checkEnv({ title, variables, home }: BackendKind, env: Env): void {
  for (const [name, value] of Object.entries(env)) {
    const field = `env.${name}`;
    if (name === home?.variable) throw invalid(field, "is what `config_dir` sets; give that instead");
    if (!variables.includes(name))
      throw invalid(field, `is no variable of ${title}; known are ${variables.join(", ")}`);
    const refused = secretIn(name, value);
    if (refused) throw invalid(field, `${refused}; use \`key\``);
  }
}

function refuseOfDefault(given: Pick<AccountPatch, "key" | "config_dir" | "env">): void {
  const [path] = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (path) throw invalid(path, "a default account is the server's own environment; create another account instead");
}

function invalid(path: string, message: string): Fault {
  return new Fault("invalid", `${path}: ${message}`, { errors: [{ path, message }] });
}
