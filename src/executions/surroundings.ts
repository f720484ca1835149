import type { Context } from "~/context.ts";
import { Memory } from "./memory.ts";

/** What every claim is held against: who runs where, what is paused, how much memory is left. */
export interface Surroundings {
  /** Running attempts by account. */
  live: ReadonlyMap<string, number>;
  paused: ReadonlySet<string>;
  memory: Memory;
}

/** Undefined when nothing may start at all: everything is paused, or as many run as may. */
export function lookAround(ctx: Context): Surroundings | undefined {
  const { sqlite } = ctx.db;
  const paused = new Set(
    sqlite
      .query<{ subject: string }, []>(PAUSES)
      .all()
      .map(({ subject }) => subject),
  );
  if (paused.has(EVERYTHING)) return undefined;
  const rows = sqlite.query<LiveRow, []>(LIVE_ATTEMPTS).all();
  if (rows.length >= ctx.config.MAX_CONCURRENT_EXECUTIONS) return undefined;
  const live = new Map<string, number>();
  for (const { account_id } of rows) live.set(account_id, (live.get(account_id) ?? 0) + 1);
  return { live, paused, memory: new Memory(ctx, rows) };
}

/** The subject of a pause that holds for all backends. */
export const EVERYTHING = "all";

export interface LiveRow {
  account_id: string;
  footprint_bytes: number;
  peak_memory_bytes: number | null;
}

const PAUSES = "SELECT subject FROM pauses";
const LIVE_ATTEMPTS = `
  SELECT account_id, footprint_bytes, peak_memory_bytes FROM attempts WHERE status IN ('starting', 'running')`;
