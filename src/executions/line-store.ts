import type { Context } from "~/context.ts";
import type { Line } from "./model.ts";
import type { ExecutionRow } from "./store.ts";

const LONGEST_STORED = 64 * 1024;
/** Half of what is kept is the head, the other half the newest lines. */
const HEAD_SHARE = 0.5;
/** What a row and its place in the index take besides its text: a million lines of one letter are no megabyte. */
const ROW_BYTES = 100;
/** The tail is dropped in pieces of about this share of all, so that a small limit is kept as well. */
const PIECE_SHARE = 1 / 64;

export type NewLine = Omit<Line, "seq">;

/**
 * Adds lines to one execution: cut and numbered. Past `MAX_STORED_BYTES` the head stays, a marked gap follows,
 * and of the rest the newest are kept. One writer per execution: its story, which opens the transaction.
 */
export class LineStore {
  #seq: number;
  #stored: number;
  #gap: number | null;
  #dropped: number;
  /** What a character of output costs, going by the newest lines. */
  #cost = 1;
  /** The tail in pieces that are dropped from the front: up to which line, how many lines and bytes. */
  #tail: { to: number; lines: number; bytes: number }[] = [];

  constructor(
    private readonly ctx: Context,
    private readonly execution: Pick<ExecutionRow, "id" | "last_seq" | "stored_bytes" | "gap_seq" | "dropped_lines">,
  ) {
    this.#seq = execution.last_seq;
    this.#stored = execution.stored_bytes;
    this.#gap = execution.gap_seq;
    this.#dropped = execution.dropped_lines;
    if (this.#gap !== null) this.#measureTail(this.#gap);
  }

  /** `passed` lines came before these and were not read, because they would have been pushed out again at once. */
  append(lines: readonly NewLine[], passed = 0): void {
    const before = this.#dropped;
    if (passed > 0) this.#trim(0);
    this.#dropped += passed;
    let [cost, text] = [0, 0];
    for (const line of lines) {
      cost += this.#add(line);
      text += line.text.length + 1;
    }
    if (text > 0) this.#cost = cost / text;
    this.#trim(1);
    if (this.#dropped > before) this.#count();
    this.ctx.db.sqlite
      .query("UPDATE executions SET last_seq = ?, stored_bytes = ?, gap_seq = ?, dropped_lines = ? WHERE id = ?")
      .run(this.#seq, this.#stored, this.#gap, this.#dropped, this.execution.id);
  }

  /** Will so many bytes of output, which are yet to come, push out of the tail all that is before them? */
  isOutrun(by: number): boolean {
    return this.#gap !== null && by * this.#cost > this.ctx.config.MAX_STORED_BYTES;
  }

  /** Answers what the line costs. */
  #add(line: NewLine): number {
    const text = cut(line.text);
    const bytes = Buffer.byteLength(text) + ROW_BYTES;
    if (this.#gap === null && this.#stored + bytes > this.ctx.config.MAX_STORED_BYTES * HEAD_SHARE) {
      this.#insert({ ...line, stream: "system" }, "[from here on the newest lines are kept]");
      this.#gap = this.#seq;
    }
    this.#insert(line, text);
    this.#stored += bytes;
    if (this.#gap !== null) this.#lengthen(this.#seq, bytes);
    return bytes;
  }

  #lengthen(to: number, bytes: number): void {
    const piece = this.#tail.at(-1);
    if (piece && piece.bytes < this.ctx.config.MAX_STORED_BYTES * PIECE_SHARE) {
      piece.to = to;
      piece.lines++;
      piece.bytes += bytes;
    } else this.#tail.push({ to, lines: 1, bytes });
  }

  #insert({ attempt, offset_ms, stream }: NewLine, text: string): void {
    this.#seq++;
    this.ctx.db.sqlite
      .query(
        `INSERT INTO execution_lines (execution_id, seq, attempt, offset_ms, stream, text) VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(this.execution.id, this.#seq, attempt, offset_ms, stream, text);
  }

  /** Drops pieces of the tail until the limit is kept, but the newest `keep`; with 0 all of it. */
  #trim(keep: 0 | 1): void {
    const gap = this.#gap;
    if (gap === null) return;
    let to = 0;
    while (this.#tail.length > keep && (keep === 0 || this.#stored > this.ctx.config.MAX_STORED_BYTES)) {
      const piece = this.#tail.shift();
      if (!piece) break;
      to = piece.to;
      this.#stored -= piece.bytes;
      this.#dropped += piece.lines;
    }
    if (to === 0) return;
    this.ctx.db.sqlite
      .query("DELETE FROM execution_lines WHERE execution_id = ? AND seq > ? AND seq <= ?")
      .run(this.execution.id, gap, to);
  }

  /** The marked gap says how many lines are missing in it. */
  #count(): void {
    const mark = `[${this.#dropped} lines were not kept here: the log is longer than MAX_STORED_BYTES]`;
    this.ctx.db.sqlite
      .query("UPDATE execution_lines SET text = ? WHERE execution_id = ? AND seq = ?")
      .run(mark, this.execution.id, this.#gap);
  }

  /** After a restart: the same pieces again. */
  #measureTail(gap: number): void {
    const query = this.ctx.db.sqlite.query<{ seq: number; bytes: number }, [string, number]>(
      `SELECT seq, octet_length(text) AS bytes FROM execution_lines
       WHERE execution_id = ? AND seq > ? ORDER BY seq`,
    );
    for (const { seq, bytes } of query.iterate(this.execution.id, gap)) this.#lengthen(seq, bytes + ROW_BYTES);
  }
}

/** At most 64 KiB of UTF-8, marked when something is missing. */
function cut(text: string): string {
  if (text.length * 3 <= LONGEST_STORED) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= LONGEST_STORED) return text;
  const kept = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, LONGEST_STORED), {
    stream: true,
  });
  return `${kept} [cut: the line is longer than 64 KiB]`;
}
