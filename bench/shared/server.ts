import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Client } from "~/testing/client.ts";
import { TRANSPILED } from "~/testing/transpiled.ts";
import { until } from "~/testing/until.ts";
import { end } from "./end.ts";

const KEY = "bench-key-of-a-bench";
const MAIN = resolve(import.meta.dir, "../../scripts/start.ts");
const FAKE_CLIS = resolve(import.meta.dir, "../../src/testing/bin");
const LADDER_MS = 15_000;

export interface Server extends AsyncDisposable {
  client: Client;
  pid: number;
  data_dir: string;
  stop(): Promise<void>;
}

export function serverEnv(data_dir: string): Record<string, string> {
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
  };
}

export function readyUrl(log: string): string | undefined {
  return /"url":"([^"]+)".*"msg":"ready"/.exec(log)?.[1];
}

/** The server as it is run, logging to a file: what it prints under load must not wake the one who measures. */
export async function startServer(env: Record<string, string> & { AGENTED_DATA_DIR: string }): Promise<Server> {
  const data_dir = env.AGENTED_DATA_DIR;
  const log = join(data_dir, "server.log");
  const proc = Bun.spawn([process.execPath, MAIN], {
    env: { ...serverEnv(data_dir), ...env },
    cwd: data_dir,
    stdio: ["ignore", Bun.file(log), "inherit"],
  });
  const look = () => {
    if (proc.exitCode !== null) throw new Error(`the server exited with ${proc.exitCode}`);
    return readyUrl(readFileSync(log, "utf8"));
  };
  const stop = async () => {
    if (proc.exitCode !== null || proc.signalCode !== null) return;
    if (!(await end(proc, LADDER_MS))) console.error(`bench: the server ${proc.pid} had to be killed`);
  };
  try {
    const url = await until("the server to be ready", look, 30_000);
    return { client: new Client(url, KEY), pid: proc.pid, data_dir, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
