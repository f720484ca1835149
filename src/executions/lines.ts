import { truncateSync } from "node:fs";
import { type BackendKind, backends, fold, type Limit, type Seen, type Signal } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { RETRY_MS } from "~/db/persist.ts";
import { isDiskFull, isTransient } from "~/db/transient.ts";
import { Pace } from "~/kit/pace.ts";
import { attemptFiles } from "~/process/index.ts";
import { executionBell, stopBell } from "./bells.ts";
import { meterAndBrake, noteLimits } from "./brake.ts";
import { LineStore, type NewLine } from "./line-store.ts";
import type { Led } from "./scene.ts";
import { type Mark, type RawLine, Splitter } from "./splitter.ts";
import { type AttemptRow, type ExecutionRow, getExecution } from "./store.ts";

/** After the first batch of a burst, one batch in this time: an event per line would cost more than the lines. */
const TICK_MS = 4;
/** The same while the loop is busy. */
const LONG_TICK_MS = 100;
/** How long one turn of the loop may be spent on reading: others wait meanwhile. */
const TURN_MS = 8;
const SKIPPED = 16 * 1024 * 1024;

interface Stream {
  name: "stdout" | "stderr";
  path: string;
  splitter: Splitter;
  /** Where the table stands. */
  committed: Mark;
}

/**
 * Follows the two output files of an attempt: rows in batches, with the offset and what the lines said in the same
 * transaction, then the bell. A crash at any moment loses no line and doubles none.
 */
export class Tail {
  #store: LineStore;
  #kind: BackendKind;
  #streams: Stream[];
  #pace = new Pace(TICK_MS, LONG_TICK_MS);
  #pumpedAt = 0;
  #armed: (() => void) | undefined;
  #closed = false;
  #failure: unknown;
  #heardAt: number;
  /** Whether the CLI has said a word since it was started, or since this server looks. */
  heard = false;
  seen: Seen;
  #written: Seen;
  #limits: Limit[] = [];
  /** What of its output was given up when it had outgrown the disk. */
  #lost: NewLine[] = [];

  constructor(
    private readonly ctx: Context,
    private readonly execution: ExecutionRow,
    private readonly attempt: AttemptRow,
    dir: string,
    private readonly led: Pick<Led, "cut">,
  ) {
    this.#heardAt = ctx.clock.monotonic();
    this.heard = attempt.out_offset > 0;
    const files = attemptFiles(dir, attempt.number);
    this.#store = new LineStore(ctx, execution);
    this.#kind = backends[attempt.backend];
    this.#streams = [
      openStream("stdout", files.out, { offset: attempt.out_offset, cut: attempt.out_cut }),
      openStream("stderr", files.err, { offset: attempt.err_offset, cut: attempt.err_cut }),
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

  /** For how long nothing has been read. */
  get silent_ms(): number {
    return this.ctx.clock.monotonic() - this.#heardAt;
  }

  /** Something may have been written: look now, or at the end of the tick. */
  look(): void {
    if (this.#armed || this.#closed) return;
    // A clock that was set back must not hold the lines until it is there again.
    const { ms } = this.#pace;
    const due = Math.min(ms, this.#pumpedAt + ms - this.ctx.clock.now());
    if (due <= 0) this.#pump();
    else this.#arm(due);
  }

  /** A line of our own in the log; left out when it cannot be written. */
  note(text: string): void {
    try {
      this.#commit([this.#line("system", text)]);
    } catch (error) {
      this.#rewind(error);
    }
  }

  /** Throws what a look on a timer met, where somebody can deal with it. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Reads to the end of both files; what stands after the last newline is a line too. */
  async finish(detach: AbortSignal): Promise<void> {
    this.#armed?.();
    while (!this.#tryFinish()) {
      this.check();
      if (detach.aborted) throw new Error("the server left before the last lines could be written");
      await this.ctx.clock.sleep(this.#armed ? RETRY_MS : 0);
    }
    // All of it is in the table, and the verdict needs room too.
    if (this.led.cut) for (const { path } of this.#streams) truncateSync(path);
  }

  close(): void {
    this.#closed = true;
    this.#armed?.();
    for (const { splitter } of this.#streams) splitter.close();
  }

  #tryFinish(): boolean {
    try {
      if (!this.#turn()) return false;
      const rest = this.#streams.flatMap(({ name, splitter }) => splitter.last().map((raw) => this.#read(name, raw)));
      if (rest.length + this.#lost.length > 0) this.#commit([...rest, ...this.#lost]);
      this.#lost = [];
      return true;
    } catch (error) {
      this.#rewind(error);
      return false;
    }
  }

  #pump(due = this.ctx.clock.monotonic()): void {
    this.#pumpedAt = this.ctx.clock.now();
    try {
      if (!this.#turn()) this.#arm(0);
    } catch (error) {
      this.#rewind(error);
    }
    this.#pace.took(this.ctx.clock.monotonic() - due);
    const { execution_id } = this.attempt;
    // A second may hold a gigabyte, so the limit is not left to the slow poll.
    const failed = this.#failure !== undefined;
    if (failed || this.bytes > this.ctx.config.MAX_OUTPUT_BYTES) this.ctx.bells.ring(stopBell(execution_id));
  }

  /** Nothing was written: everything goes back to where the table stands, and is tried again if that may help. */
  #rewind(error: unknown): void {
    if (!isTransient(error)) {
      this.#failure = error;
      return;
    }
    this.ctx.log.error(
      { err: error, execution_id: this.attempt.execution_id },
      "lines cannot be written; trying again",
    );
    this.seen = this.#written;
    this.#limits = [];
    this.#store = new LineStore(this.ctx, getExecution(this.ctx.db.orm, this.attempt.execution_id));
    if (this.led.cut && isDiskFull(error) && !this.ctx.ballast.laid) this.#giveUpRest();
    for (const stream of this.#streams) {
      stream.splitter.close();
      stream.splitter = new Splitter(stream.path, stream.committed);
    }
    this.#arm(RETRY_MS);
  }

  /** Its recorders have met a full disk and write no more: its own end needs room that nobody else may have. */
  #giveUpRest(): void {
    for (const stream of this.#streams) {
      const { name, path, splitter, committed } = stream;
      const bytes = splitter.size - committed.offset;
      truncateSync(path);
      stream.committed = { offset: 0, cut: false };
      if (bytes > 0) this.#lost.push(this.#line("system", `[${bytes} bytes of ${name} are lost: the disk was full]`));
    }
  }

  #arm(ms: number): void {
    this.#armed?.();
    const due = this.ctx.clock.monotonic() + ms;
    const cancel = this.ctx.clock.after(ms, () => {
      this.#armed = undefined;
      this.#pump(due);
    });
    this.#armed = () => {
      cancel();
      this.#armed = undefined;
    };
  }

  /** As many slices as a turn allows; true when both files are read to their ends. */
  #turn(): boolean {
    const until = this.ctx.clock.now() + TURN_MS;
    while (!this.#slice()) if (this.ctx.clock.now() >= until) return false;
    return true;
  }

  /** One slice of each file; true when both are read to their ends. */
  #slice(): boolean {
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

  #read(stream: "stdout" | "stderr", { text, cut }: RawLine): NewLine {
    const clean = this.ctx.redactor.redact(text);
    this.#heardAt = this.ctx.clock.monotonic();
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
    const offset_ms = Math.max(0, this.ctx.clock.now() - Date.parse(this.attempt.started_at));
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
    this.ctx.metrics.log_bytes.inc(lines.reduce((sum, { text }) => sum + text.length, 0));
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
