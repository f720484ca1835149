import { type BackendId, type BackendKind, backends } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { availableMemory } from "~/kit/memory.ts";
import type { Claimed } from "./queue.ts";
import type { LiveRow } from "./surroundings.ts";

/** How much of an earlier peak is still believed after an attempt that took less. */
const FADE = 0.9;
const GROWN_MS = 2_000;

/** What one more execution would take of memory, held against what is left at the moment of one claim. */
export class Memory {
  /** Once those that run have grown as they are expected to. */
  #left: number | undefined;

  constructor(
    private readonly ctx: Context,
    private readonly live: readonly LiveRow[],
  ) {}

  /** The footprint to set aside; undefined when there is no room. One alone always has: it would never start else. */
  room(backend: BackendId, trigger_id: string | null): number | undefined {
    const { sqlite } = this.ctx.db;
    const learned = sqlite.query<{ bytes: number }, [string, string]>(LEARNED).get(backend, trigger_id ?? "")?.bytes;
    const kind: BackendKind = backends[backend];
    const bytes = learned ?? kind.footprint_bytes;
    if (this.live.length === 0) return bytes;
    const { MAX_MEMORY_BYTES, MIN_FREE_MEMORY_BYTES } = this.ctx.config;
    if (MAX_MEMORY_BYTES > 0) {
      // Under a limit, what nobody has measured yet shows its size alone.
      if (learned === undefined && sqlite.query(ALIKE).get(backend, trigger_id)) return undefined;
      if (this.#expected() + bytes > MAX_MEMORY_BYTES) return undefined;
    }
    this.#left ??= availableMemory() - this.#growth();
    return this.#left - bytes >= MIN_FREE_MEMORY_BYTES ? bytes : undefined;
  }

  #expected(): number {
    return this.live.reduce((sum, row) => sum + Math.max(row.footprint_bytes, row.peak_memory_bytes ?? 0), 0);
  }

  #growth(): number {
    return this.live.reduce((sum, row) => sum + Math.max(0, row.footprint_bytes - (row.peak_memory_bytes ?? 0)), 0);
  }
}

/** An attempt has shown what it takes: its trigger's next, and its backend's, are expected to take as much. */
export function learnFootprint(ctx: Context, { execution, attempt }: Claimed, ended_at: string): void {
  const peak = attempt.peak_memory_bytes;
  if (peak === null) return;
  const kind: BackendKind = backends[attempt.backend];
  // Who ends before it is weighed twice may have been weighed before it had grown: it makes nothing look smaller.
  const grown = Date.parse(ended_at) - Date.parse(attempt.started_at) >= GROWN_MS;
  const learn = ctx.db.sqlite.query(LEARN);
  for (const id of new Set(["", execution.trigger_id ?? ""]))
    learn.run(attempt.backend, id, grown ? peak : Math.max(peak, kind.footprint_bytes), grown ? FADE : 1);
}

/** The trigger's own before that of whatever trigger. */
const LEARNED = `
  SELECT bytes FROM footprints WHERE backend = ? AND trigger_id IN (?, '') ORDER BY trigger_id DESC LIMIT 1`;
const ALIKE = `
  SELECT 1 FROM attempts JOIN executions ON executions.id = attempts.execution_id
  WHERE attempts.status IN ('starting', 'running') AND attempts.backend = ? AND trigger_id IS ?`;
const LEARN = `
  INSERT INTO footprints (backend, trigger_id, bytes) VALUES (?1, ?2, ?3)
  ON CONFLICT DO UPDATE SET bytes = max(?3, CAST(bytes * ?4 AS INTEGER))`;
