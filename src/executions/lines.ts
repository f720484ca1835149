import { backends, fold, type Seen } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { attemptFiles } from "~/process/index.ts";
import { executionBell, stopBell } from "./bells.ts";
import { LineStore, type NewLine } from "./line-store.ts";
import { type RawLine, Splitter } from "./splitter.ts";
import type { AttemptRow, ExecutionRow } from "./store.ts";

/** After the first batch of a burst, one batch in this time: an event per line would cost more than the lines. */
const TICK_MS = 4;
/** How long one turn of the loop may be spent on reading: others wait meanwhile. */
const TURN_MS = 8;

/**
 * Follows the two output files of an attempt: rows in batches, with the offset and what the lines said in the same
 * transaction, then the bell. A crash at any moment loses no line and doubles none.
 */
export class Tail {
  #store: LineStore;
  #streams: { name: "stdout" | "stderr"; splitter: Splitter }[];
  #pumpedAt = 0;
  #armed: (() => void) | undefined;
  #closed = false;
  #failure: unknown;
  seen: Seen;
  #written: Seen;

  constructor(
    private readonly ctx: Context,
    execution: ExecutionRow,
    private readonly attempt: AttemptRow,
    dir: string,
  ) {
    const files = attemptFiles(dir, attempt.number);
    this.#store = new LineStore(ctx, execution);
    this.#streams = [
      { name: "stdout", splitter: new Splitter(files.out, { offset: attempt.out_offset, cut: attempt.out_cut }) },
      { name: "stderr", splitter: new Splitter(files.err, { offset: attempt.err_offset, cut: attempt.err_cut }) },
    ];
    this.seen = attempt.seen;
    this.#written = attempt.seen;
    for (const { name, splitter } of this.#streams)
      if (splitter.truncated) this.note(`[a part of ${name} was lost: its file is shorter than it was]`);
  }

  /** Everything the attempt has written so far, read or not. */
  get bytes(): number {
    return this.#streams.reduce((sum, { splitter }) => sum + splitter.size, 0);
  }

  /** Something may have been written: look now, or at the end of the tick. */
  look(): void {
    if (this.#armed || this.#closed) return;
    // A clock that was set back must not hold the lines until it is there again.
    const due = Math.min(TICK_MS, this.#pumpedAt + TICK_MS - this.ctx.clock.now());
    if (due <= 0) this.#pump();
    else this.#arm(due);
  }

  /** A line of our own in the log. */
  note(text: string): void {
    this.#commit([this.#line("system", text)]);
  }

  /** Reads to the end of both files; what stands after the last newline is a line too. */
  async finish(): Promise<void> {
    while (!this.#turn()) await this.ctx.clock.sleep(0);
    const rest = this.#streams.flatMap(({ name, splitter }) => splitter.last().map((raw) => this.#read(name, raw)));
    if (rest.length > 0) this.#commit(rest);
  }

  close(): void {
    this.#closed = true;
    this.#armed?.();
    for (const { splitter } of this.#streams) splitter.close();
  }

  /** Throws what a look on a timer met, where somebody can deal with it. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #pump(): void {
    this.#pumpedAt = this.ctx.clock.now();
    try {
      if (!this.#turn()) this.#arm(0);
    } catch (error) {
      this.#failure = error;
      this.#closed = true;
    }
    const { id, MAX_OUTPUT_BYTES } = { id: this.attempt.execution_id, ...this.ctx.config };
    if (this.#failure !== undefined || this.bytes > MAX_OUTPUT_BYTES) this.ctx.bells.ring(stopBell(id));
  }

  #arm(ms: number): void {
    this.#armed = this.ctx.clock.after(ms, () => {
      this.#armed = undefined;
      this.#pump();
    });
  }

  /** As many slices as a turn allows; true when both files are read to their ends. */
  #turn(): boolean {
    const until = this.ctx.clock.now() + TURN_MS;
    while (!this.#slice()) if (this.ctx.clock.now() >= until) return false;
    return true;
  }

  /** One slice of each file; true when both are read to their ends. */
  #slice(): boolean {
    const before = this.#streams.map(({ splitter }) => splitter.mark.offset);
    let ended = true;
    const lines: NewLine[] = [];
    let passed = 0;
    for (const { name, splitter } of this.#streams) {
      if (this.#store.isOutrun(splitter.beyond)) {
        passed += splitter.pass();
        ended = false;
        continue;
      }
      const slice = splitter.next();
      ended &&= slice.ended;
      for (const raw of slice.lines) lines.push(this.#read(name, raw));
    }
    const moved = this.#streams.some(({ splitter }, i) => splitter.mark.offset !== before[i]);
    if (moved) this.#commit(lines, passed);
    return ended;
  }

  #read(stream: "stdout" | "stderr", { text, cut }: RawLine): NewLine {
    const clean = this.ctx.redactor.redact(text);
    if (!cut) this.seen = fold(this.seen, backends[this.attempt.backend].read(clean, stream));
    return this.#line(stream, clean);
  }

  #line(stream: NewLine["stream"], text: string): NewLine {
    const offset_ms = Math.max(0, this.ctx.clock.now() - Date.parse(this.attempt.started_at));
    return { attempt: this.attempt.number, offset_ms, stream, text };
  }

  #commit(lines: NewLine[], passed = 0): void {
    this.ctx.db.tx((_tx, after) => {
      if (lines.length + passed > 0) this.#store.append(lines, passed);
      this.#moveMarks();
      after(() => this.ctx.bells.ring(executionBell(this.attempt.execution_id)));
    });
    this.#written = this.seen;
  }

  #moveMarks(): void {
    const [out, err] = this.#streams.map(({ splitter }) => splitter.mark);
    const { sqlite } = this.ctx.db;
    const { id } = this.attempt;
    if (out && err)
      sqlite
        .query("UPDATE attempts SET out_offset = ?, out_cut = ?, err_offset = ?, err_cut = ? WHERE id = ?")
        .run(out.offset, out.cut, err.offset, err.cut, id);
    if (this.seen !== this.#written)
      sqlite
        .query("UPDATE attempts SET seen = ?, session_id = ? WHERE id = ?")
        .run(JSON.stringify(this.seen), this.seen.session_id ?? null, id);
  }
}
