import type { Seen } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { RETRY_MS } from "~/db/persist.ts";
import { isDiskFull, isTransient } from "~/db/transient.ts";
import { Pace } from "~/kit/pace.ts";
import { stopBell } from "./bells.ts";
import { Intake } from "./intake.ts";
import type { Led } from "./scene.ts";
import type { AttemptRow, ExecutionRow } from "./store.ts";

/** After the first batch of a burst, one batch in this time: an event per line would cost more than the lines. */
const TICK_MS = 4;
/** The same while the loop is busy. */
const LONG_TICK_MS = 100;
/** How long one turn of the loop may be spent on reading: others wait meanwhile. */
const TURN_MS = 8;

/** Follows the output of an attempt: says when it is looked at, and again after what could not be written. */
export class Tail {
  #intake: Intake;
  #pace = new Pace(TICK_MS, LONG_TICK_MS);
  #pumpedAt = 0;
  #armed: (() => void) | undefined;
  #closed = false;
  #failure: unknown;

  constructor(
    private readonly ctx: Context,
    execution: ExecutionRow,
    private readonly attempt: AttemptRow,
    dir: string,
    private readonly led: Pick<Led, "cut">,
  ) {
    this.#intake = new Intake(ctx, execution, attempt, dir);
    for (const name of this.#intake.truncated)
      this.note(`[a part of ${name} was lost: its file is shorter than it was]`);
  }

  /** Everything the attempt has written so far, read or not. */
  get bytes(): number {
    return this.#intake.bytes;
  }

  get seen(): Seen {
    return this.#intake.seen;
  }

  /** Whether the CLI has said a word since it was started, or since this server looks. */
  get heard(): boolean {
    return this.#intake.heard;
  }

  /** For how long nothing has been read. */
  get silent_ms(): number {
    return this.ctx.clock.monotonic() - this.#intake.readAt;
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
    this.#tried(() => this.#intake.note(text));
  }

  /** Throws what a look on a timer met, where somebody can deal with it. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Reads to the end of both files; what stands after the last newline is a line too. */
  async finish(detach: AbortSignal): Promise<void> {
    this.#armed?.();
    while (!this.#tried(() => this.#end())) {
      this.check();
      if (detach.aborted) throw new Error("the server left before the last lines could be written");
      await this.ctx.clock.sleep(this.#armed ? RETRY_MS : 0);
    }
    // All of it is in the table, and the verdict needs room too.
    if (this.led.cut) this.#intake.empty();
  }

  close(): void {
    this.#closed = true;
    this.#armed?.();
    this.#intake.close();
  }

  #pump(due = this.ctx.clock.monotonic()): void {
    this.#pumpedAt = this.ctx.clock.now();
    if (this.#tried(() => this.#turn()) === false) this.#arm(0);
    this.#pace.took(this.ctx.clock.monotonic() - due);
    // A second may hold a gigabyte, so the limit is not left to the slow poll.
    const failed = this.#failure !== undefined;
    if (failed || this.bytes > this.ctx.config.MAX_OUTPUT_BYTES)
      this.ctx.bells.ring(stopBell(this.attempt.execution_id));
  }

  /** As many slices as a turn allows; true when both files are read to their ends. */
  #turn(): boolean {
    const until = this.ctx.clock.now() + TURN_MS;
    while (!this.#intake.slice()) if (this.ctx.clock.now() >= until) return false;
    return true;
  }

  /** The last turn; false when there is another. */
  #end(): boolean {
    const ended = this.#turn();
    if (ended) this.#intake.rest();
    return ended;
  }

  /** Undefined when it could not be written: then it is tried again, if that may help. */
  #tried<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      if (isTransient(error)) this.#goBack(error);
      else this.#failure = error;
      return undefined;
    }
  }

  #goBack(error: unknown): void {
    this.ctx.log.error(
      { err: error, execution_id: this.attempt.execution_id },
      "lines cannot be written; trying again",
    );
    // Its recorders have met a full disk and write no more: its own end needs room that nobody else may have.
    if (this.led.cut && isDiskFull(error) && !this.ctx.ballast.laid) this.#intake.giveUp();
    this.#intake.rewind();
    this.#arm(RETRY_MS);
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
}
