import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { LockedError, takeInstanceLock } from "./lock.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lock-"));
});

afterEach(() => rmSync(dir, { recursive: true }));

/** Another process that takes the lock; answers once it says that it has it. */
async function elsewhere() {
  const program = `
    import { takeInstanceLock } from "${import.meta.dir}/lock.ts";
    const lock = takeInstanceLock("${dir}");
    console.log("taken");
    setInterval(() => lock, 60_000);`;
  const child = Bun.spawn([process.execPath, "-e", program], { stdout: "pipe", stderr: "inherit", timeout: 10_000 });
  const { value } = await child.stdout.getReader().read();
  expect(new TextDecoder().decode(value)).toBe("taken\n");
  return child;
}

const owner = () => JSON.parse(readFileSync(join(dir, "instance.json"), "utf8"));

test("the second taker is refused, in the same process too, until the first lets go", () => {
  const lock = takeInstanceLock(dir);
  expect(() => takeInstanceLock(dir)).toThrow(LockedError);
  expect(() => takeInstanceLock(dir)).toThrow(`pid ${process.pid} on ${hostname()}`);
  lock.release();
  takeInstanceLock(dir).release();
  expect(owner()).toEqual({ pid: process.pid, host: hostname() });
});

test("a process that has it is named; kill -9 frees it, and its name stays until the next one's", async () => {
  const child = await elsewhere();
  expect(() => takeInstanceLock(dir)).toThrow(`(pid ${child.pid} on ${hostname()})`);
  expect(owner().pid).toBe(child.pid);
  child.kill("SIGKILL");
  await child.exited;
  expect(owner().pid).toBe(child.pid);
  const lock = takeInstanceLock(dir);
  expect(owner().pid).toBe(process.pid);
  lock.release();
});

test("what is no lock is not called one", () => {
  mkdirSync(join(dir, "instance.lock"));
  expect(() => takeInstanceLock(dir)).toThrow("unable to open database file");
});
