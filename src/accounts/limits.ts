import { randomInt } from "node:crypto";
import { and, eq, inArray, lt, or } from "drizzle-orm";
import { type BackendId, type Limit, resetOf } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import type { UsageWindow } from "./model.ts";
import { findAccount } from "./store.ts";
import { accounts, cooldowns } from "./tables.ts";

/** Whom a limit was met by, or something worked for. `model` is the chain entry's. */
export interface Met {
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
  if (limit.hard) coolDown(ctx, tx, after, met, limit);
}

function windowOf({ clock }: Context, limit: Limit): UsageWindow {
  const { hard, utilization = null } = limit;
  const reset = resetToCome(limit, clock.now());
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

function coolDown(ctx: Context, tx: Tx, after: After, { backend, account_id, model }: Met, limit: Limit): void {
  const wide = limit.kind === "overload" || limit.scope === "backend";
  const of = {
    backend,
    account_id: wide ? "" : account_id,
    model: !wide && limit.scope === "model" ? modelKey(model) : "",
    kind: limit.kind,
  };
  const now = ctx.clock.iso();
  const before = tx.select().from(cooldowns).where(is(of)).get();
  // Several that run at once meet one limit: while it holds it is one strike.
  const holds = before !== undefined && before.until > now;
  const strikes = (before?.strikes ?? 0) + (holds ? 0 : 1);
  const fresh = ctx.clock.iso(coolUntil(limit, strikes, ctx.clock.now(), chance()));
  const until = holds && before.until > fresh ? before.until : fresh;
  const row = { ...of, until, strikes, message: ctx.redactor.redact(limit.message), since: now };
  const target = [cooldowns.backend, cooldowns.account_id, cooldowns.model, cooldowns.kind];
  tx.insert(cooldowns).values(row).onConflictDoUpdate({ target, set: row }).run();
  after(() => ctx.log.info(row, "cooling down"));
}

/**
 * The instant until which a limit bars, in milliseconds: soon after the reset that is told, else a guess. `chance` is
 * from 0 to 1, so that not all come back in one moment.
 */
export function coolUntil(limit: Limit, strikes: number, now: number, chance: number): number {
  const reset = resetToCome(limit, now);
  if (reset !== undefined) return Math.round(reset + SECOND + chance * 14 * SECOND);
  const { first_ms, most_ms } = GUESSES[limit.kind];
  // With a tenth more it is the longest at most.
  const guess = Math.min(first_ms * 2 ** (strikes - 1), most_ms / 1.1);
  return Math.round(now + guess * (0.9 + chance * 0.2));
}

/** A reset that may be believed: one to come, and soon enough. */
function resetToCome(limit: Limit, now: number): number | undefined {
  const reset = resetOf(limit, now);
  return reset !== undefined && reset > now && reset <= now + FURTHEST_MS ? reset : undefined;
}

function chance(): number {
  return randomInt(1_000_001) / 1_000_000;
}

/**
 * Something that began at `started_at` has worked: what barred it before is over, and its strikes are forgotten. A limit
 * that was met later still stands: the success says nothing of it.
 */
export function noteSuccess(tx: Tx, { backend, account_id, model, started_at }: Met & { started_at: string }): void {
  const own = and(eq(cooldowns.account_id, account_id), inArray(cooldowns.model, ["", modelKey(model)]));
  const before = lt(cooldowns.since, started_at);
  tx.delete(cooldowns)
    .where(and(eq(cooldowns.backend, backend), or(own, eq(cooldowns.account_id, "")), before))
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

type CooldownRow = typeof cooldowns.$inferSelect;

/** An attempt begins on this account. */
export function noteStart(ctx: Context, tx: Tx, account_id: string): void {
  tx.update(accounts).set({ last_used_at: ctx.clock.iso() }).where(eq(accounts.id, account_id)).run();
}
