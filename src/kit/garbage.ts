/** Left to itself, the collector lets some 40 MB of text stand before it looks. */
const MOST_BYTES = 4 * 1024 * 1024;

/** There is one heap. */
let discarded = 0;

/** So much text was made and passed on: now and then the collector is sent for it, and nobody waits for that. */
export function discard(bytes: number): void {
  discarded += bytes;
  if (discarded < MOST_BYTES) return;
  discarded = 0;
  //Bun.gc(false);
}
