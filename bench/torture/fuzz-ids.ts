import fc, { type Arbitrary } from "fast-check";

const ID = /\b([a-z]+)-[0-9a-hjkmnp-tv-z]{20}\b/g;

/** Of each kind so many are kept: those that were prepared with care, and the newest. */
const FIRST = 10;
const LAST = 20;

/** Ids that there are, by their prefix: requests meet rows only with those. */
export class Ids {
  #known = new Map<string, string[]>();
  #spared = new Set<string>();

  /** Those of the text are left alone from now on: one's own key, say. */
  spare(text: string): void {
    for (const [id] of text.matchAll(ID)) this.#spared.add(id);
  }

  learn(text: string): void {
    for (const [id, prefix = ""] of text.matchAll(ID)) {
      const known = this.#known.get(prefix) ?? [];
      if (known.includes(id) || this.#spared.has(id)) continue;
      this.#known.set(prefix, [...known.slice(0, FIRST), ...known.slice(FIRST).slice(-LAST), id]);
    }
  }

  /** One of those that a pattern such as `^trig-[0-9a-z]{20}$` means; undefined of another pattern. */
  any(pattern: string): Arbitrary<string> | undefined {
    const [, prefix] = /^\^([a-z]+)-\[/.exec(pattern) ?? [];
    if (!prefix) return undefined;
    return fc.nat().map((n) => {
      const known = this.#known.get(prefix) ?? [];
      return known[n % known.length] ?? "none-known";
    });
  }
}
