import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readConfig } from "~/config.ts";
import type { Context } from "~/context.ts";
import type { Clock, FakeClock } from "~/kit/clock.ts";
import { startServer } from "~/server.ts";
import { Client } from "./client.ts";
import { freshDataDir } from "./data-dir.ts";
import { ownContract } from "./own-contract.ts";
import { TRANSPILED } from "./transpiled.ts";

const KEY = "test-key-of-a-test";
const TURN_MS = 10;
const FAKE_CLIS = resolve(import.meta.dir, "bin");

export interface TestServer extends AsyncDisposable {
  client: Client;
  data_dir: string;
}

/** A real server in this process, on a port and a data directory of its own. */
export async function openTest(
  env: Record<string, string> = {},
  overrides?: Partial<Context>,
): Promise<TestServer & { ctx: Context; close: () => Promise<void> }> {
  const data_dir = env.AGENTED_DATA_DIR ?? freshDataDir();
  const server = await startServer(readConfig({ ...testEnv(data_dir), SHUTDOWN_MODE: "stop", ...env }), { overrides });
  const close = () => onTurningClock(server.ctx.clock, server.close());
  return {
    client: new Client(server.url, KEY, ownContract),
    ctx: server.ctx,
    data_dir,
    close,
    async [Symbol.asyncDispose]() {
      await close();
      rmSync(data_dir, { recursive: true, force: true });
    },
  };
}

/** What ends waits a moment and looks again, and by then no test turns its clock any more. */
async function onTurningClock(clock: Clock & Partial<FakeClock>, closing: Promise<void>): Promise<void> {
  const turning = setInterval(() => clock.advance?.(TURN_MS), TURN_MS);
  await closing.finally(() => clearInterval(turning));
}

export interface ServerProcess extends TestServer {
  pid: number;
  /** Sends a signal and answers the exit code. */
  kill(signal: NodeJS.Signals): Promise<number>;
  /** What it has printed. */
  output: () => string;
}

/**
 * A server as a process of its own, for what only a process can show: signals, crashes, memory. `hear` is told what it
 * prints for people; else that is seen with the tests'.
 */
export async function spawnServer(
  env: Record<string, string> = {},
  hear?: (text: string) => void,
): Promise<ServerProcess> {
  const data_dir = env.AGENTED_DATA_DIR ?? mkdtempSync(join(tmpdir(), "agented-test-"));
  const main = resolve(import.meta.dir, "../main.ts");
  const proc = Bun.spawn([process.execPath, main], {
    env: { ...testEnv(data_dir), LOG_LEVEL: "info", ...env },
    cwd: data_dir,
    stdio: ["ignore", "pipe", hear ? "pipe" : "inherit"],
  });
  if (hear && proc.stderr) void hearAll(proc.stderr, hear);
  const printed = { text: "" };
  const url = await readyUrl(proc.stdout, printed);
  const kill = async (signal: NodeJS.Signals) => {
    proc.kill(signal);
    return proc.exited;
  };
  return {
    client: new Client(url, KEY, ownContract),
    data_dir,
    pid: proc.pid,
    kill,
    output: () => printed.text,
    async [Symbol.asyncDispose]() {
      await kill("SIGTERM");
      rmSync(data_dir, { recursive: true, force: true });
    },
  };
}

async function hearAll(stream: ReadableStream<Uint8Array>, hear: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) hear(decoder.decode(chunk, { stream: true }));
}

/** Reads the log until the server says where it listens, and goes on reading, so that the pipe never fills. */
function readyUrl(stdout: ReadableStream<Uint8Array>, printed: { text: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const read = async () => {
      const decoder = new TextDecoder();
      let ready = false;
      for await (const chunk of stdout) {
        printed.text += decoder.decode(chunk, { stream: true });
        if (ready) continue;
        const [, json, text] = /"url":"([^"]+)".*"msg":"ready"| ready url=(\S+)/.exec(printed.text) ?? [];
        const url = json ?? text;
        if (url) resolve(url);
        ready = url !== undefined;
      }
      reject(new Error(`the server ended before it was ready: ${printed.text}`));
    };
    read().catch(reject);
  });
}

function testEnv(data_dir: string): Record<string, string> {
  return {
    PATH: `${FAKE_CLIS}:${process.env.PATH}`,
    HOME: data_dir,
    ...TRANSPILED,
    PORT: "0",
    AGENTED_DATA_DIR: data_dir,
    AGENTED_API_KEY: KEY,
    // A test asks more in a second than a person in a minute.
    READS_PER_MINUTE: "1000000",
    WRITES_PER_MINUTE: "1000000",
    LOG_LEVEL: "error",
    DISK_BALLAST_BYTES: "0",
  };
}
