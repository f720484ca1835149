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
/** A slice of very short lines is cut off here: each becomes a row, and all of them one transaction. */
const SLICE_LINES = 2_000;
export const LONGEST_READ = 8 * 1024 * 1024;
/** Of a cut line more is decoded than is stored, so that a secret across that border is still found. */
export const CUT_READ = 128 * 1024;
const NEWLINE = 10;

/** Reads a growing file as lines, from a mark on, a slice at a time. Invalid UTF-8 becomes U+FFFD. */
export class Splitter {
  #file: number;
  /** The line that is not complete yet, in pieces: to join them at every read would copy it as often. */
  #carry: Buffer[] = [];
  #carried = 0;
  #slice = Buffer.allocUnsafe(SLICE);
  mark: Mark;
  /** The file is shorter than what was read of it once: somebody cut it off, and something may be missing. */
  readonly truncated: boolean;

  constructor(path: string, mark: Mark) {
    this.#file = openSync(path, "r");
    this.truncated = mark.offset > this.size;
    this.mark = this.truncated ? { offset: this.size, cut: false } : { ...mark };
  }

  /** Bytes in the file by now. */
  get size(): number {
    return fstatSync(this.#file).size;
  }

  /** The lines completed by the next slice, and whether the file's end was reached. Moves the mark. */
  next(): { lines: RawLine[]; ended: boolean } {
    const position = this.mark.offset + this.#carried;
    const length = readSync(this.#file, this.#slice, 0, SLICE, position);
    const slice = upToLine(this.#slice.subarray(0, length), SLICE_LINES);
    const lines = slice.length > 0 ? this.#take(slice) : [];
    return { lines, ended: length < SLICE && slice.length === length };
  }

  /** Passes over the lines that the next slice completes without making them; answers how many there were. */
  pass(): number {
    const position = this.mark.offset + this.#carried;
    const length = readSync(this.#file, this.#slice, 0, SLICE, position);
    const slice = this.#slice.subarray(0, length);
    const bytes = this.mark.cut ? this.#skip(slice) : slice;
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end === 0) return this.#hold(bytes).length;
    this.#passed(end);
    return countLines(bytes.subarray(0, end));
  }

  /** Bytes that stand in the file after the next slice. */
  get beyond(): number {
    return this.size - this.mark.offset - this.#carried - SLICE;
  }

  /** What stands after the last newline, when no more will come. */
  last(): RawLine[] {
    const rest = this.#whole();
    return rest.length > 0 ? [{ text: decode(rest), cut: false }] : [];
  }

  close(): void {
    closeSync(this.#file);
  }

  #take(slice: Buffer): RawLine[] {
    const bytes = this.mark.cut ? this.#skip(slice) : slice;
    const end = bytes.lastIndexOf(NEWLINE);
    if (end === -1) return this.#hold(bytes);
    const first = this.#carried + bytes.indexOf(NEWLINE);
    const data = this.#whole(bytes.subarray(0, end + 1)).subarray(0, -1);
    this.#keep(bytes.subarray(end + 1));
    if (first <= LONGEST_READ) return wholeLines(data);
    return [cutLine(data), ...(first < data.length ? wholeLines(data.subarray(first + 1)) : [])];
  }

  #hold(bytes: Buffer): RawLine[] {
    this.#keep(bytes);
    if (this.#carried <= LONGEST_READ) return [];
    const line = cutLine(this.#whole());
    this.mark.cut = true;
    return [line];
  }

  /** Drops the rest of a cut line. */
  #skip(bytes: Buffer): Buffer {
    const end = bytes.indexOf(NEWLINE);
    const dropped = end === -1 ? bytes.length : end + 1;
    this.mark = { offset: this.mark.offset + dropped, cut: end === -1 };
    return bytes.subarray(dropped);
  }

  /** The slice is read into again. */
  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#carry.push(Buffer.from(bytes));
    this.#carried += bytes.length;
  }

  /** All that is carried and what follows it, which the mark then passes. */
  #whole(more: Buffer = NOTHING): Buffer {
    const whole = Buffer.concat([...this.#carry, more]);
    this.#passed(more.length);
    return whole;
  }

  /** The mark moves over all that is carried, and over so many bytes more. */
  #passed(more: number): void {
    this.mark.offset += this.#carried + more;
    this.#carry = [];
    this.#carried = 0;
  }
}

const NOTHING = Buffer.alloc(0);

function upToLine(bytes: Buffer, most: number): Buffer {
  let end = -1;
  for (let count = 0; count < most; count++) {
    end = bytes.indexOf(NEWLINE, end + 1);
    if (end === -1) return bytes;
  }
  return bytes.subarray(0, end + 1);
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === NEWLINE) count++;
  return count;
}

function wholeLines(bytes: Uint8Array): RawLine[] {
  return decode(bytes)
    .split("\n")
    .map((text) => ({ text: text.endsWith("\r") ? text.slice(0, -1) : text, cut: false }));
}

/** The same text however much of the line has come by now. */
function cutLine(bytes: Uint8Array): RawLine {
  return { text: decode(bytes.subarray(0, CUT_READ), true), cut: true };
}

/** `more`: a character that is not whole at the end is left out. */
function decode(bytes: Uint8Array, more = false): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes, { stream: more });
}
