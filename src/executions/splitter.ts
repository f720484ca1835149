import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** A line as the backend reads it: whole, unless it is longer than `LONGEST_READ`. */
export interface RawLine {
  text: string;
  /** Only its beginning is here; the rest was skipped. */
  cut: boolean;
}

/** Where a file stands in the table: everything before `offset` is there. */
export interface Mark {
  offset: number;
  /** `offset` lies inside a line that is cut already: skip to its end. */
  cut: boolean;
}

const SLICE = 64 * 1024;
export const LONGEST_READ = 8 * 1024 * 1024;

/** Reads a growing file as lines, from a mark on, a slice at a time. Invalid UTF-8 becomes U+FFFD. */
export class Splitter {
  #file: number;
  #carry: Buffer = Buffer.alloc(0);
  #slice = Buffer.allocUnsafe(SLICE);
  mark: Mark;

  constructor(path: string, mark: Mark) {
    this.#file = openSync(path, "r");
    this.mark = { ...mark };
  }

  /** Bytes in the file by now. */
  get size(): number {
    return fstatSync(this.#file).size;
  }

  /** The lines completed by the next slice, and whether the file's end was reached. Moves the mark. */
  next(): { lines: RawLine[]; ended: boolean } {
    const position = this.mark.offset + this.#carry.length;
    const length = readSync(this.#file, this.#slice, 0, SLICE, position);
    const lines = length > 0 ? this.#take(this.#slice.subarray(0, length)) : [];
    return { lines, ended: length < SLICE };
  }

  /** What stands after the last newline, when no more will come. */
  last(): RawLine[] {
    const rest = this.#carry;
    this.#moveTo(Buffer.alloc(0), rest.length);
    return rest.length > 0 ? [{ text: decode(rest), cut: false }] : [];
  }

  close(): void {
    closeSync(this.#file);
  }

  #take(bytes: Buffer): RawLine[] {
    const data = this.mark.cut ? this.#skip(bytes) : Buffer.concat([this.#carry, bytes]);
    const end = data.lastIndexOf(10);
    if (end === -1) return this.#hold(data);
    const first = data.indexOf(10);
    const lines = first > LONGEST_READ ? [cutLine(data)] : [];
    const from = lines.length > 0 ? first + 1 : 0;
    if (from <= end) lines.push(...wholeLines(data.subarray(from, end)));
    this.#moveTo(Buffer.from(data.subarray(end + 1)), end + 1);
    return lines;
  }

  #hold(data: Buffer): RawLine[] {
    if (data.length <= LONGEST_READ) {
      this.#carry = data;
      return [];
    }
    this.#moveTo(Buffer.alloc(0), data.length);
    this.mark.cut = true;
    return [cutLine(data)];
  }

  /** Drops the rest of a cut line. */
  #skip(bytes: Buffer): Buffer {
    const end = bytes.indexOf(10);
    if (end === -1) {
      this.mark.offset += bytes.length;
      return Buffer.alloc(0);
    }
    this.mark = { offset: this.mark.offset + end + 1, cut: false };
    return Buffer.from(bytes.subarray(end + 1));
  }

  #moveTo(carry: Buffer, consumed: number): void {
    this.#carry = carry;
    this.mark.offset += consumed;
  }
}

function wholeLines(bytes: Uint8Array): RawLine[] {
  return decode(bytes)
    .split("\n")
    .map((text) => ({ text: text.endsWith("\r") ? text.slice(0, -1) : text, cut: false }));
}

/** The same text however much of the line has come by now. */
function cutLine(bytes: Uint8Array): RawLine {
  return { text: decode(bytes.subarray(0, LONGEST_READ), true), cut: true };
}

/** `more`: a character that is not whole at the end is left out. */
function decode(bytes: Uint8Array, more = false): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes, { stream: more });
}
