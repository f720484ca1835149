import type { Standing } from "./store.ts";

/** Who waits for a turn, and how many are at work: kept with the rows, so that nobody counts a thousand of them. */
export class Turns {
  /** By the key of their rows, in the order in which they were decided. */
  readonly queued = new Set<string>();
  #busy = 0;
  #items = new Map<string, number>();

  get busy(): number {
    return this.#busy;
  }

  itemsOf(node_id: string): number {
    return this.#items.get(node_id) ?? 0;
  }

  /** What a row was, and what it is now. */
  note(key: string, before: Standing | undefined, now: Standing): void {
    if (now.status === "queued") this.queued.add(key);
    else this.queued.delete(key);
    const more = Number(works(now)) - Number(before !== undefined && works(before));
    if (more === 0) return;
    this.#busy += more;
    if (now.item >= 0) this.#items.set(now.node_id, this.itemsOf(now.node_id) + more);
  }
}

/** Something is done meanwhile, not just waited for. */
function works({ status, kind, item }: Standing): boolean {
  return status === "running" && (item >= 0 || (kind !== "map" && kind !== "delay"));
}
