export interface Summary {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Nearest rank; NaN of nothing, so that a figure without samples cannot pass. */
export function summarize(samples: ArrayLike<number>): Summary {
  const sorted = Float64Array.from(samples).sort();
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), max: rank(1) };
}

/** Samples without end in bounded memory: past the room every second one is dropped, evenly. */
export class Samples {
  #kept: number[] = [];
  #seen = 0;
  #every = 1;

  constructor(private readonly room = 1_000_000) {}

  add(value: number): void {
    if (this.#seen++ % this.#every === 0) this.#kept.push(value);
    if (this.#kept.length < this.room) return;
    this.#kept = this.#kept.filter((_, i) => i % 2 === 0);
    this.#every *= 2;
  }

  summary(): Summary {
    return { ...summarize(this.#kept), count: this.#seen };
  }
}
