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

test("of two that begin in one moment one has it", async () => {
  const program = `
    import { takeInstanceLock } from "${import.meta.dir}/lock.ts";
    const [dir, at] = process.argv.slice(1);
    while (Date.now() < at);
    try {
      const lock = takeInstanceLock(dir);
      console.log("taken");
      // Held until the other has given up.
      process.stdin.on("end", () => lock.release()).resume();
    } catch (error) {
      console.log(error.name);
    }`;
  const race = async (round: number) => {
    const place = join(dir, String(round));
    const argv = [process.execPath, "-e", program, place, String(Date.now() + 150)];
    const racers = [0, 1].map(() => Bun.spawn(argv, { stdio: ["pipe", "pipe", "inherit"], timeout: 10_000 }));
    const read = async ({ stdout }: (typeof racers)[number]) => (await stdout.getReader().read()).value;
    const said = await Promise.all(racers.map(read));
    for (const racer of racers) racer.stdin.end();
    await Promise.all(racers.map(({ exited }) => exited));
    return said.map((bytes) => new TextDecoder().decode(bytes).trim()).sort();
  };
  for (let round = 0; round < 8; round++) expect(await race(round)).toEqual(["LockedError", "taken"]);
}, 20_000);

test("what is no lock is not called one", () => {
  mkdirSync(join(dir, "instance.lock"));
  expect(() => takeInstanceLock(dir)).toThrow("unable to open database file");
});
