import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";

/** A clock may be set, and no timer holds a month. */
const LONGEST_MS = 60_000;

/** How much is logged now: what the settings say, or something else for a while. */
export class LogLevel {
  #cancel = () => {};
  expires_at: string | null = null;

  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
    /** What the settings say. */
    public settings_level: string,
  ) {}

  get level(): string {
    return this.log.level;
  }

  /** Until `expires_at`, else until the settings are read anew. */
  turn(level: string, expires_at: string | null = null): void {
    this.#cancel();
    const said = { log_level: level, expires_at };
    const quiet = !this.log.isLevelEnabled("warn");
    if (!quiet) this.log.warn(said, "the log level is changed");
    this.log.level = level;
    if (quiet) this.log.warn(said, "the log level is changed");
    this.expires_at = expires_at;
    if (expires_at !== null) this.#await(expires_at);
  }

  #await(expires_at: string): void {
    const left = Date.parse(expires_at) - this.clock.now();
    if (left <= 0) this.turn(this.settings_level);
    else this.#cancel = this.clock.after(Math.min(left, LONGEST_MS), () => this.#await(expires_at));
  }

  /** The settings say something else now. */
  settle(level: string): void {
    this.settings_level = level;
    this.turn(level);
  }

  close(): void {
    this.#cancel();
  }
}
