import { truncateSync } from "node:fs";
import { type BackendKind, backends, fold, type Limit, type Seen, type Signal } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { discard } from "~/kit/garbage.ts";
import { attemptFiles } from "~/process/index.ts";
import { executionBell } from "./bells.ts";
import { meterAndBrake, noteLimits } from "./brake.ts";
import { LineStore, type NewLine } from "./line-store.ts";
import { type Mark, type RawLine, Splitter } from "./splitter.ts";
import { type AttemptRow, type ExecutionRow, getExecution } from "./store.ts";

const SKIPPED = 16 * 1024 * 1024;

interface Stream {
  name: "stdout" | "stderr";
  path: string;
  splitter: Splitter;
  /** Where the table stands. */
  committed: Mark;
}

/**
 * Takes the two output files of an attempt into the table, a slice at a time: rows with the offset and what the lines
 * said in the same transaction, then the bell. A crash at any moment loses no line and doubles none. What cannot be
 * written is thrown; `rewind` goes back to where the table stands.
 */
export class Intake {
  #store: LineStore;
  #kind: BackendKind;
  #streams: Stream[];
  #written: Seen;
  #limits: Limit[] = [];
  #startedAt: number;
  /** What of its output was given up when it had outgrown the disk. */
  #lost: NewLine[] = [];
  seen: Seen;
  heard: boolean;
  /** When a line was read last, by the monotonic clock. */
  readAt: number;

  constructor(
    private readonly ctx: Context,
    private readonly execution: ExecutionRow,
    private readonly attempt: AttemptRow,
    dir: string,
  ) {
    const files = attemptFiles(dir, attempt.number);
    this.#store = new LineStore(ctx, execution);
    this.#kind = backends[attempt.backend];
    this.#streams = [
      openStream("stdout", files.out, { offset: attempt.out_offset, cut: attempt.out_cut }),
      openStream("stderr", files.err, { offset: attempt.err_offset, cut: attempt.err_cut }),
    ];
    this.seen = attempt.seen;
    this.#written = attempt.seen;
    this.heard = attempt.out_offset > 0;
    this.readAt = ctx.clock.monotonic();
    this.#startedAt = Date.parse(attempt.started_at);
  }

  /** Everything in both files, read or not. */
  get bytes(): number {
    return this.#streams.reduce((sum, { splitter }) => sum + splitter.size, 0);
  }

  /** Those that are shorter than what was read of them once. */
  get truncated(): Stream["name"][] {
    return this.#streams.filter(({ splitter }) => splitter.truncated).map(({ name }) => name);
  }

  note(text: string): void {
    this.#commit([this.#line("system", text)]);
  }

  /** One slice of each file; true when both are read to their ends. */
  slice(): boolean {
    let ended = true;
    const lines: NewLine[] = [];
    let passed = 0;
    for (const { name, splitter } of this.#streams) {
      const outrun = this.#store.isOutrun(splitter.beyond);
      if (outrun && this.#kind.plain) {
        passed += splitter.pass();
        ended = false;
        continue;
      }
      const slice = splitter.next();
      ended &&= slice.ended;
      const read = slice.lines.map((raw) => this.#read(name, raw));
      if (outrun) passed += read.length;
      else lines.push(...read);
    }
    // What is skipped of an endless line is skipped again after a crash, and is not worth a commit for every slice.
    const skipped = this.#streams.some(({ splitter, committed }) => splitter.mark.offset - committed.offset > SKIPPED);
    if (lines.length + passed > 0 || skipped) this.#commit(lines, passed);
    return ended;
  }

  /** What stands after the last newlines, and word of what was given up, when no more will come. */
  rest(): void {
    const rest = this.#streams.flatMap(({ name, splitter }) => splitter.last().map((raw) => this.#read(name, raw)));
    if (rest.length + this.#lost.length > 0) this.#commit([...rest, ...this.#lost]);
    this.#lost = [];
  }

  /** Nothing of the last slices was written: everything goes back to where the table stands. */
  rewind(): void {
    this.seen = this.#written;
    this.#limits = [];
    this.#store = new LineStore(this.ctx, getExecution(this.ctx.db.orm, this.attempt.execution_id));
    for (const stream of this.#streams) {
      stream.splitter.close();
      stream.splitter = new Splitter(stream.path, stream.committed);
    }
  }

  /** Makes room of what is not in the table yet; follow it with `rewind`. */
  giveUp(): void {
    for (const stream of this.#streams) {
      const { name, path, splitter, committed } = stream;
      const bytes = splitter.size - committed.offset;
      truncateSync(path);
      stream.committed = { offset: 0, cut: false };
      if (bytes > 0) this.#lost.push(this.#line("system", `[${bytes} bytes of ${name} are lost: the disk was full]`));
    }
  }

  /** Makes room of what is in the table. */
  empty(): void {
    for (const { path } of this.#streams) truncateSync(path);
  }

  close(): void {
    for (const { splitter } of this.#streams) splitter.close();
  }

  #read(stream: "stdout" | "stderr", { text, cut }: RawLine): NewLine {
    const clean = this.ctx.redactor.redact(text);
    this.readAt = this.ctx.clock.monotonic();
    this.heard ||= stream === "stdout";
    if (!cut) this.#learn(this.#kind.read(clean, stream));
    return this.#line(stream, clean);
  }

  #learn(signals: Signal[]): void {
    for (const signal of signals) {
      this.seen = fold(this.seen, [signal]);
      // A refusal that is told again without its reset is the same one: its reset is known.
      if (signal.kind === "limit") this.#limits.push((signal.limit.hard && this.seen.limit) || signal.limit);
    }
  }

  #line(stream: NewLine["stream"], text: string): NewLine {
    const offset_ms = Math.max(0, this.ctx.clock.now() - this.#startedAt);
    return { attempt: this.attempt.number, offset_ms, stream, text };
  }

  #commit(lines: NewLine[], passed = 0): void {
    this.ctx.db.tx((tx, after) => {
      if (lines.length + passed > 0) this.#store.append(lines, passed);
      this.#moveMarks();
      const { execution, attempt, seen } = this;
      if (this.#limits.length > 0) noteLimits(this.ctx, tx, after, attempt, this.#limits);
      if (seen.metered !== this.#written.metered) meterAndBrake(this.ctx, tx, after, execution, attempt, seen);
    });
    this.#limits = [];
    this.#written = this.seen;
    const bytes = lines.reduce((sum, { text }) => sum + text.length, 0);
    this.ctx.metrics.log_bytes.inc(bytes);
    discard(bytes);
    for (const stream of this.#streams) stream.committed = { ...stream.splitter.mark };
    this.ctx.bells.ring(executionBell(this.attempt.execution_id));
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

function openStream(name: Stream["name"], path: string, mark: Mark): Stream {
  const splitter = new Splitter(path, mark);
  return { name, path, splitter, committed: { ...splitter.mark } };
}
