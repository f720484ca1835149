import { afterEach, beforeEach, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../..");
const OURS = ["scripts/start.ts", "scripts/bytecode.ts", "src/kit/fault.ts"];
let checkout: string;

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), "agented-start-"));
  for (const path of OURS) cpSync(join(ROOT, path), join(checkout, path));
  for (const path of ["package.json", "bun.lock", "tsconfig.json"]) writeFileSync(join(checkout, path), "{}");
  say("the first");
});
afterEach(() => rmSync(checkout, { recursive: true }));

/** Its server: says a word and the file that it runs from, and ends. */
function say(word: string): void {
  writeFileSync(join(checkout, "src/main.ts"), `console.log("${word}", /main\\.[jt]s/.exec(new Error().stack)?.[0]);`);
}

async function start() {
  const child = Bun.spawn([process.execPath, "scripts/start.ts"], { cwd: checkout, stdout: "pipe", stderr: "pipe" });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  expect(await child.exited).toBe(0);
  return { out: out.trim(), err };
}

const made = () => readdirSync(join(checkout, "dist")).toSorted();

test("bytecode is made once, and again for other sources; what is old goes", async () => {
  expect(await start()).toEqual({ out: "the first main.js", err: "" });
  const [first = ""] = made();
  expect(await start()).toEqual({ out: "the first main.js", err: "" });
  expect(made()).toEqual([first]);

  say("the other");
  expect(await start()).toEqual({ out: "the other main.js", err: "" });
  expect(made()).toHaveLength(2);

  const longAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
  utimesSync(join(checkout, "dist", first), longAgo, longAgo);
  say("the third");
  expect(await start()).toEqual({ out: "the third main.js", err: "" });
  expect(made()).not.toContain(first);
  expect(made()).toHaveLength(2);
});

test("three that start at once each get all of it, and leave nothing unfinished", async () => {
  const started = await Promise.all([start(), start(), start()]);
  expect(started.map(({ out }) => out)).toEqual(Array(3).fill("the first main.js"));
  expect(made()).toHaveLength(1);
});

test("where it cannot be made the sources start, and say so", async () => {
  writeFileSync(join(checkout, "dist"), "no directory");
  const { out, err } = await start();
  expect(out).toBe("the first main.ts");
  expect(err).toContain("bun scripts/bytecode.ts makes it");
});
