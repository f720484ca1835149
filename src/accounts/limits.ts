import { randomInt } from "node:crypto";
import { and, eq, inArray, lt, lte, or } from "drizzle-orm";
import { type BackendId, backendOf, type Limit, resetOf } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import type { UsageWindow } from "./model.ts";
import { type AccountRow, type CooldownRow, findAccount } from "./store.ts";
import { accounts, cooldowns } from "./tables.ts";

/** The attempt that met a limit, or for which something worked. `model` is the chain entry's. */
export interface Met {
  id: string;
  backend: BackendId;
  account_id: string;
  model: string | null;
}

/** The model of who names none; a limit of it bars nobody who names another. */
const UNNAMED = "default";
export const modelKey = (model: string | null) => model ?? UNNAMED;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** The longest window of a vendor is a week: a reset further off is a mistake. */
const FURTHEST_MS = 8 * 24 * HOUR;

const WARNED_FROM = 0.75;

/** Where no reset is known: the first guess, doubled with every strike, and the longest. */
const GUESSES: Record<Limit["kind"], { first_ms: number; most_ms: number }> = {
  usage: { first_ms: 5 * MINUTE, most_ms: 5 * HOUR },
  rate: { first_ms: 15 * SECOND, most_ms: 5 * MINUTE },
  overload: { first_ms: 10 * SECOND, most_ms: 5 * MINUTE },
  auth: { first_ms: MINUTE, most_ms: HOUR },
  billing: { first_ms: MINUTE, most_ms: HOUR },
};

/** Writes down the usage window that a limit tells of and, when it is hard, until when nothing starts there. */
export function noteLimit(ctx: Context, tx: Tx, after: After, met: Met, limit: Limit): void {
  const account = findAccount(tx, met.account_id);
  // It was deleted while it ran.
  if (!account) return;
  if (limit.window !== undefined) {
    const windows = { ...account.windows, [limit.window]: windowOf(ctx, limit) };
    tx.update(accounts)
      .set({ windows, warned_until: warnedUntil(windows) })
      .where(eq(accounts.id, account.id))
      .run();
  }
  if (limit.hard) coolDown(ctx, tx, after, met, account, limit);
}

function windowOf({ clock }: Context, limit: Limit): UsageWindow {
  const { hard, utilization = null } = limit;
  const reset = believedReset(limit, clock.now());
  // Some CLIs tell of every window, and of one that is hardly used it is no warning.
  const warned = utilization === null || utilization >= WARNED_FROM;
  return {
    utilization,
    status: hard ? "spent" : warned ? "warned" : "open",
    resets_at: reset === undefined ? null : clock.iso(reset),
    seen_at: clock.iso(),
  };
}

/** What nearly spent windows have in common: until the last of them resets others are preferred. */
function warnedUntil(windows: Record<string, UsageWindow>): string | null {
  const warned = Object.values(windows).filter((one) => one.status !== "open");
  return (
    warned
      .map(({ resets_at }) => resets_at ?? "")
      .sort()
      .at(-1) || null
  );
}

function coolDown(ctx: Context, tx: Tx, after: After, met: Met, account: AccountRow, limit: Limit): void {
  const wide = (limit.kind === "overload" || limit.scope === "backend") && !hasOwnEndpoint(ctx, account);
  const of = {
    backend: met.backend,
    account_id: wide ? "" : met.account_id,
    model: limit.kind !== "overload" && limit.scope === "model" ? modelKey(met.model) : "",
    kind: limit.kind,
  };
  const now = ctx.clock.iso();
  const before = tx.select().from(cooldowns).where(is(of)).all();
  // Several that run at once meet one limit: while it holds it is one strike.
  const holding = before.filter(({ until }) => until > now);
  const strikes = Math.max(0, ...before.map((one) => one.strikes)) + (holding.length > 0 ? 0 : 1);
  const own = holding.find(({ attempt_id }) => attempt_id === met.id);
  const fresh = ctx.clock.iso(coolUntil(limit, strikes, ctx.clock.now(), chance()));
  const until = own && own.until > fresh ? own.until : fresh;
  const row = { ...of, attempt_id: met.id, until, strikes, message: ctx.redactor.redact(limit.message), since: now };
  // The strikes of those that are over live on in this one.
  const over = or(lte(cooldowns.until, now), eq(cooldowns.attempt_id, met.id));
  tx.delete(cooldowns)
    .where(and(is(of), over))
    .run();
  tx.insert(cooldowns).values(row).run();
  after(() => ctx.log.info(row, "cooling down"));
}

/** A gateway of the account's own says nothing of what others ask. */
function hasOwnEndpoint({ config }: Context, { backend, is_default, env }: AccountRow): boolean {
  const own = is_default ? config.environment : env;
  return backendOf(backend).variables.some((name) => ENDPOINT.test(name) && own[name]);
}

const ENDPOINT = /_BASE_URL$|^CODE_ASSIST_ENDPOINT$/;

/**
 * The instant until which a limit bars, in milliseconds: soon after the reset that is told, else a guess. `chance` is
 * from 0 to 1, so that not all come back in one moment.
 */
export function coolUntil(limit: Limit, strikes: number, now: number, chance: number): number {
  const reset = believedReset(limit, now);
  if (reset !== undefined) return Math.round(Math.max(reset, now) + SECOND + chance * 14 * SECOND);
  const { first_ms, most_ms } = GUESSES[limit.kind];
  // With a tenth more it is the longest at most.
  const guess = Math.min(first_ms * 2 ** (strikes - 1), most_ms / 1.1);
  return Math.round(now + guess * (0.9 + chance * 0.2));
}

/** One to come and soon enough, or one that came while the CLI still spoke of it. */
function believedReset(limit: Limit, now: number): number | undefined {
  const reset = resetOf(limit, now);
  return reset !== undefined && reset > now - MINUTE && reset <= now + FURTHEST_MS ? reset : undefined;
}

function chance(): number {
  return randomInt(1_000_001) / 1_000_000;
}

/**
 * Something that began at `started_at` has worked: what barred it before is over, and its strikes are forgotten; so is
 * what it met itself. A limit that another met later still stands: the success says nothing of it.
 */
export function noteSuccess(
  tx: Tx,
  { id, backend, account_id, model, started_at }: Met & { started_at: string },
): void {
  const whole = eq(cooldowns.account_id, "");
  const own = and(eq(cooldowns.account_id, account_id), inArray(cooldowns.model, ["", modelKey(model)]));
  const refuted = or(lt(cooldowns.since, started_at), eq(cooldowns.attempt_id, id));
  tx.delete(cooldowns)
    .where(and(eq(cooldowns.backend, backend), or(own, whole), refuted))
    .run();
}

function is({ backend, account_id, model, kind }: Pick<CooldownRow, "backend" | "account_id" | "model" | "kind">) {
  return and(
    eq(cooldowns.backend, backend),
    eq(cooldowns.account_id, account_id),
    eq(cooldowns.model, model),
    eq(cooldowns.kind, kind),
  );
}

/** An attempt begins on this account. */
export function noteStart(ctx: Context, tx: Tx, account_id: string): void {
  tx.update(accounts).set({ last_used_at: ctx.clock.iso() }).where(eq(accounts.id, account_id)).run();
}
