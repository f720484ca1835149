const MOST_BYTES = 4 * 1024 * 1024;

/** There is one heap. */
let discarded = 0;

/**
 * So much text was made and passed on. The collector is sent for each 4 MB of it, and nobody waits for that: left to
 * itself it lets some 40 MB stand before it looks.
 */
export function discard(bytes: number): void {
  discarded += bytes;
  if (discarded < MOST_BYTES) return;
  discarded = 0;
  Bun.gc(false);
}
