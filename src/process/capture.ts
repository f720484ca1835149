import type { Clock } from "~/kit/clock.ts";
import { changeUser } from "./command.ts";
import { signal } from "./signal.ts";
import type { User } from "./types.ts";

const OUTPUT_LIMIT = 64 * 1024;
/** For outputs that somebody holds after the leader's end. */
const DRAIN_MS = 300;
const MISSING = 127;
const TIMED_OUT = 124;

export interface CaptureOptions {
  env: Record<string, string>;
  cwd?: string;
  /** Run it with this user's rights instead of ours. */
  user?: User;
  timeout_ms: number;
  clock: Clock;
}

export interface Captured {
  /** 127 when the program or the directory is missing, 124 when the time ran out. */
  code: number;
  /** The first 64 KiB. */
  stdout: string;
  stderr: string;
}

/** Runs a short helper command to its end, in a session of its own and without input. Never throws. */
export async function capture(argv: readonly [string, ...string[]], options: CaptureOptions): Promise<Captured> {
  const proc = start(argv, options);
  if (proc instanceof Error) return { code: MISSING, stdout: "", stderr: proc.message };
  const stdout = new Head(proc.stdout);
  const stderr = new Head(proc.stderr);
  const { clock, timeout_ms } = options;
  let timed_out = false;
  const cancel = clock.after(timeout_ms, () => {
    timed_out = true;
    signal(-proc.pid, "SIGKILL");
  });
  const code = await proc.exited;
  cancel();
  await settle(proc.pid, Promise.all([stdout.ended, stderr.ended]), clock);
  return { code: timed_out ? TIMED_OUT : code, stdout: stdout.close(), stderr: stderr.close() };
}

function start(argv: readonly [string, ...string[]], { env, cwd, user }: CaptureOptions) {
  try {
    return Bun.spawn([...(user ? changeUser(user) : []), ...argv], {
      env,
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      lazy: true,
    });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Leaves nobody of the group behind who still holds an output. */
async function settle(pid: number, ended: Promise<unknown>, clock: Clock): Promise<void> {
  const done = new AbortController();
  const closed = ended.then(() => {
    done.abort();
    return true;
  });
  if (await Promise.race([closed, clock.sleep(DRAIN_MS, done.signal)])) return;
  signal(-pid, "SIGKILL");
  await Promise.race([closed, clock.sleep(DRAIN_MS, done.signal)]);
}

/** Reads a stream to its end and keeps how it began. */
class Head {
  readonly ended: Promise<void>;
  private readonly decoder = new TextDecoder();
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private text = "";
  private room = OUTPUT_LIMIT;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.reader = stream.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    this.ended = this.read();
  }

  /** Stops reading and answers what was kept. */
  close(): string {
    this.reader.cancel().catch(() => undefined);
    return this.text;
  }

  private async read(): Promise<void> {
    for (;;) {
      const { done, value } = await this.reader.read();
      if (done) return;
      this.text += this.decoder.decode(value.subarray(0, this.room), { stream: true });
      this.room = Math.max(0, this.room - value.length);
    }
  }
}
