import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mustRun } from "./run.ts";

const READY_MS = 10_000;
/** Fetching Bun and the packages is the network's time, and comes first. */
const PATIENCE_MS = 120_000;

/** What README says under "Start", in a clone of what is committed. Answers how long the server took. */
export async function startFreshClone(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "agented-clone-"));
  try {
    await mustRun(["git", "clone", "--quiet", "--depth=1", `file://${process.cwd()}`, dir]);
    copyFileSync(join(dir, ".env.example"), join(dir, ".env"));
    await mustRun(["node", join(dir, "scripts/bun.mjs"), "--version"]);
    return await start(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function start(cwd: string): Promise<string> {
  const began = performance.now();
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, PORT: "0" };
  const server = Bun.spawn(["npm", "start"], { cwd, env, stdio: ["ignore", "pipe", "ignore"], timeout: PATIENCE_MS });
  try {
    const url = await readyUrl(server.stdout);
    const ms = performance.now() - began;
    const ready = await fetch(`${url}/health/readiness`);
    const page = await (await fetch(url)).text();
    if (!ready.ok || !/^<!doctype html>/i.test(page)) throw new Error(`/health/readiness is ${ready.status}`);
    if (ms > READY_MS) throw new Error(`ready after ${ms.toFixed(0)} ms`);
    return `ready after ${ms.toFixed(0)} ms (${READY_MS})`;
  } finally {
    server.kill("SIGTERM");
    await server.exited;
  }
}

async function readyUrl(stdout: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let said = "";
  for await (const chunk of stdout) {
    said += decoder.decode(chunk, { stream: true });
    const url = /"url":"([^"]+)".*"msg":"ready"/.exec(said)?.[1];
    if (url) return url;
  }
  throw new Error(`npm start ended: ${said.slice(-300)}`);
}
