const BLOCK = 256;

interface Block {
  more: number;
  rows: Map<number, number>;
}

/**
 * How high rows are: all the same, but those that were seen to be higher. Only these are kept, so that a row more
 * costs nothing, however many there are.
 */
export class Heights {
  #blocks = new Map<number, Block>();

  constructor(private readonly usual: number) {}

  /** Answers by how much it changed. */
  set(row: number, px: number): number {
    const place = Math.floor(row / BLOCK);
    const block = this.#blocks.get(place) ?? { more: 0, rows: new Map() };
    const more = px - this.usual;
    const change = more - (block.rows.get(row) ?? 0);
    if (change === 0) return 0;
    block.rows.set(row, more);
    block.more += change;
    this.#blocks.set(place, block);
    return change;
  }

  /** Where a row begins; of the one after the last it is where all end. */
  top(row: number): number {
    const place = Math.floor(row / BLOCK);
    let top = row * this.usual;
    for (const [at, { more }] of this.#blocks) if (at < place) top += more;
    for (const [at, more] of this.#blocks.get(place)?.rows ?? []) if (at < row) top += more;
    return top;
  }

  /** The row, of so many, that is at this height. */
  rowAt(y: number, count: number): number {
    let [low, high] = [0, Math.max(0, count - 1)];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.top(middle) <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** After the width has changed all is to be seen again. */
  forget(): void {
    this.#blocks.clear();
  }
}
