import { resolve } from "node:path";
import { TRANSPILED } from "~/testing/transpiled.ts";

const MAIN = resolve(import.meta.dir, "../../scripts/start.ts");
export const FAKE_CLIS = resolve(import.meta.dir, "../../src/testing/bin");
export const KEY = "test-key-of-a-torture";

/** A server process, from before it is ready. */
export interface Launched {
  pid: number;
  /** Rejects when it ends before it listens. */
  ready: Promise<{ url: string; ms: number }>;
  exited: Promise<number>;
  printed(): string;
  signal(signal: NodeJS.Signals): void;
}

export interface LaunchOptions {
  env?: Record<string, string>;
  /** What the server is started through. */
  through?: string[];
  /** What is run, when it is not the server alone. */
  main?: string;
}

export function launch(data_dir: string, { env = {}, through = [], main = MAIN }: LaunchOptions = {}): Launched {
  const began = performance.now();
  const proc = Bun.spawn([...through, process.execPath, main], {
    env: { ...serverEnv(data_dir), ...env },
    cwd: data_dir,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { text: "" };
  const ready = Promise.withResolvers<{ url: string; ms: number }>();
  const heard = () => {
    const url = /"url":"([^"]+)".*"msg":"ready"/.exec(printed.text)?.[1];
    if (url) ready.resolve({ url, ms: performance.now() - began });
  };
  const ended = Promise.all([listen(proc.stdout, printed, heard), listen(proc.stderr, printed)]);
  void ended.then(() => ready.reject(new Error(`The server ended before it was ready: ${printed.text}`)));
  ready.promise.catch(() => {});
  const signal = (name: NodeJS.Signals) => proc.kill(name);
  return { pid: proc.pid, ready: ready.promise, exited: proc.exited, printed: () => printed.text, signal };
}

function serverEnv(data_dir: string): Record<string, string> {
  return {
    PATH: `${FAKE_CLIS}:${process.env.PATH}`,
    HOME: data_dir,
    ...TRANSPILED,
    PORT: "0",
    AGENTED_DATA_DIR: data_dir,
    AGENTED_API_KEY: KEY,
    READS_PER_MINUTE: "10000000",
    WRITES_PER_MINUTE: "10000000",
    SHUTDOWN_MODE: "stop",
    MAX_CONCURRENT_EXECUTIONS: "50",
    LOG_LEVEL: "info",
    DISK_BALLAST_BYTES: "0",
  };
}

/** Reads to the end, so that the pipe never fills. Only the end of the text is kept once it is long. */
async function listen(stream: ReadableStream<Uint8Array>, printed: { text: string }, heard = () => {}): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    printed.text = (printed.text + decoder.decode(chunk, { stream: true })).slice(-200_000);
    heard();
  }
}
