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
  /** What it reads; nothing, unless it is given. */
  input?: string | Bun.BunFile;
  /** Where its output goes instead of into the answer. */
  output?: Bun.BunFile;
  /** How much of its output is kept, and read: a command that writes more is ended. */
  max_bytes?: number;
  /** Ends it, and all of its group. */
  signal?: AbortSignal;
  /** Told of what it says on stderr as it comes. */
  onError?: (text: string) => void;
}

export interface Captured {
  /** 127 when the program or the directory is missing, 124 when the time ran out. */
  code: number;
  /** The first 64 KiB, or `max_bytes`. */
  stdout: string;
  stderr: string;
}

/** Its output as it was written, and whether that is not all of it. */
export interface CapturedBytes extends Omit<Captured, "stdout"> {
  stdout: Uint8Array;
  cut: boolean;
}

/** Runs a short helper command to its end, in a session of its own. Never throws. */
export async function capture(argv: readonly [string, ...string[]], options: CaptureOptions): Promise<Captured> {
  const { code, stdout, stderr } = await captureBytes(argv, options);
  return { code, stdout: textOf(stdout), stderr };
}

/** The same for what need not be text. */
export async function captureBytes(
  argv: readonly [string, ...string[]],
  options: CaptureOptions,
): Promise<CapturedBytes> {
  const { clock, timeout_ms, max_bytes, onError } = options;
  if (options.signal?.aborted) return { code: TIMED_OUT, stdout: new Uint8Array(), stderr: "", cut: false };
  const proc = start(argv, options);
  if (proc instanceof Error) return { code: MISSING, stdout: new Uint8Array(), stderr: proc.message, cut: false };
  const end = () => signal(-proc.pid, "SIGKILL");
  const stdout = new Head(typeof proc.stdout === "object" ? proc.stdout : undefined, max_bytes, {
    onFull: max_bytes === undefined ? undefined : end,
  });
  const stderr = new Head(proc.stderr, OUTPUT_LIMIT, { onText: onError });
  let timed_out = false;
  const stop = () => {
    timed_out = true;
    end();
  };
  const cancel = clock.after(timeout_ms, stop);
  options.signal?.addEventListener("abort", stop, { once: true });
  const code = await proc.exited;
  cancel();
  options.signal?.removeEventListener("abort", stop);
  await settle(proc.pid, Promise.all([stdout.ended, stderr.ended]), clock);
  const said = textOf(stderr.close());
  return { code: timed_out ? TIMED_OUT : code, stdout: stdout.close(), stderr: said, cut: stdout.full };
}

/** Without half a character where it was cut. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes, { stream: true });
}

function start(argv: readonly [string, ...string[]], { env, cwd, user, input, output }: CaptureOptions) {
  try {
    return Bun.spawn([...(user ? changeUser(user) : []), ...argv], {
      env,
      cwd,
      stdio: [typeof input === "string" ? Buffer.from(input) : (input ?? "ignore"), output ?? "pipe", "pipe"],
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
  /** More came than there was room for. */
  full = false;
  private readonly decoder = new TextDecoder();
  private readonly reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  private readonly kept: Uint8Array[] = [];

  constructor(
    stream: ReadableStream<Uint8Array> | undefined,
    private room = OUTPUT_LIMIT,
    private readonly told: { onFull?: () => void; onText?: (text: string) => void } = {},
  ) {
    this.reader = stream?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
    this.ended = this.reader ? this.read(this.reader) : Promise.resolve();
  }

  /** Stops reading and answers what was kept. */
  close(): Uint8Array {
    this.reader?.cancel().catch(() => undefined);
    return Buffer.concat(this.kept);
  }

  private async read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      this.told.onText?.(this.decoder.decode(value, { stream: true }));
      this.kept.push(value.subarray(0, this.room));
      if (value.length > this.room && !this.full) {
        this.full = true;
        this.told.onFull?.();
      }
      this.room = Math.max(0, this.room - value.length);
    }
  }
}
