import { type BackendId, type BackendKind, backends } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { availableMemory } from "~/kit/memory.ts";
import type { LiveRow } from "./surroundings.ts";

/** How much of an earlier peak is still believed after an attempt that took less. */
const FADE = 0.9;

/** What one more execution would take of memory, held against what is left. */
export class Memory {
  constructor(
    private readonly ctx: Context,
    private readonly live: readonly LiveRow[],
  ) {}

  /** The footprint to set aside; undefined when there is no room. One alone always has: it would never start else. */
  room(backend: BackendId, trigger_id: string | null): number | undefined {
    const learned = this.#learned(backend, trigger_id ?? "") ?? this.#learned(backend, "");
    const kind: BackendKind = backends[backend];
    const bytes = learned ?? kind.footprint_bytes;
    if (this.live.length === 0) return bytes;
    const { MAX_MEMORY_BYTES, MIN_FREE_MEMORY_BYTES } = this.ctx.config;
    if (MAX_MEMORY_BYTES > 0) {
      const alike = this.live.some((row) => row.backend === backend && row.trigger_id === trigger_id);
      // Under a limit, what nobody has measured yet shows its size alone.
      if (learned === undefined && alike) return undefined;
      if (this.#expected() + bytes > MAX_MEMORY_BYTES) return undefined;
    }
    const grow = this.live.reduce(
      (sum, row) => sum + Math.max(0, row.footprint_bytes - (row.peak_memory_bytes ?? 0)),
      0,
    );
    return availableMemory() - grow - bytes >= MIN_FREE_MEMORY_BYTES ? bytes : undefined;
  }

  #expected(): number {
    return this.live.reduce((sum, row) => sum + Math.max(row.footprint_bytes, row.peak_memory_bytes ?? 0), 0);
  }

  #learned(backend: BackendId, trigger_id: string): number | undefined {
    return this.ctx.db.sqlite.query<{ bytes: number }, [string, string]>(LEARNED).get(backend, trigger_id)?.bytes;
  }
}

/** An attempt has shown what it takes: its trigger's next, and its backend's, are expected to take as much. */
export function learnFootprint(ctx: Context, backend: BackendId, trigger_id: string | null, bytes: number): void {
  const learn = ctx.db.sqlite.query(LEARN);
  for (const id of new Set(["", trigger_id ?? ""])) learn.run(backend, id, bytes, FADE);
}

const LEARNED = "SELECT bytes FROM footprints WHERE backend = ? AND trigger_id = ?";
const LEARN = `
  INSERT INTO footprints (backend, trigger_id, bytes) VALUES (?1, ?2, ?3)
  ON CONFLICT DO UPDATE SET bytes = max(?3, CAST(bytes * ?4 AS INTEGER))`;
