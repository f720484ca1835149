import { afterEach, beforeEach, expect, test } from "bun:test";
import { join } from "node:path";
import { Lab, NOBODY, PATH } from "./testing.ts";

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});
afterEach(() => lab.close());

const asRoot = process.getuid?.() === 0;

/** Says what a child of the same user reads of the environment of a process that did, or did not, harden itself. */
async function childReads(hardened: boolean): Promise<string> {
  const door = JSON.stringify(join(import.meta.dir, "libc.ts"));
  const script = `
    const { harden } = await import(${door});
    const done = ${hardened} && harden();
    const child = Bun.spawnSync(["sh", "-c", "tr '\\\\0' '\\\\n' </proc/$PPID/environ"]);
    console.log(done, child.stdout.includes("SECRET=1"));`;
  const user = asRoot ? ["setpriv", `--reuid=${NOBODY.uid}`, `--regid=${NOBODY.gid}`, "--clear-groups"] : [];
  const proc = Bun.spawn([...user, "bun", "-e", script], {
    env: { PATH, SECRET: "1", HOME: lab.dir },
    cwd: lab.dir,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return (await new Response(proc.stdout).text()).trim();
}

test.if(process.platform === "linux")("a hardened process keeps its environment from its children", async () => {
  expect(await childReads(false)).toBe("false true");
  expect(await childReads(true)).toBe("true false");
});

test.if(process.platform === "linux")("what is asked of the C library ten thousand times keeps no memory", async () => {
  const script = `
    const { widenFifo } = await import(${JSON.stringify(join(import.meta.dir, "libc.ts"))});
    const { readFileSync } = await import("node:fs");
    const own = () => Number(/RssAnon:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "latin1"))[1]);
    const ask = () => {
      for (let n = 0; n < 10_000; n++) widenFifo(-1);
      Bun.gc(true);
    };
    ask();
    const before = own();
    ask();
    console.log(own() - before);`;
  const proc = Bun.spawn(["bun", "-e", script], { env: { PATH, HOME: lab.dir }, stdio: ["ignore", "pipe", "inherit"] });
  expect(Number(await new Response(proc.stdout).text())).toBeLessThan(2_000);
});
