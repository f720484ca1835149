import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const launcher = join(import.meta.dir, "../../scripts/bun.mjs");
let dir: string;
let program: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "launcher test "));
  program = join(dir, "program.ts");
  const text = `
    process.on("SIGTERM", () => { console.log("stopping"); process.exit(7); });
    if (process.argv[2] === "exit") process.exit(Number(process.argv[3]));
    if (process.argv[2] === "die") process.kill(process.pid, "SIGKILL");
    console.log("up");
    setInterval(() => {}, 1000);`;
  await Bun.write(program, text);
});

afterAll(() => rm(dir, { recursive: true }));

/** Starts a command that ends in the launcher; `npm` says whether it believes itself started by npm. */
function start(command: string[], npm = false) {
  const env = { ...process.env, npm_lifecycle_event: npm ? "start" : undefined };
  const child = Bun.spawn([...command], { env, stdin: "ignore", stdout: "pipe", stderr: "inherit" });
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let heard = "";
  const hear = async (word: string) => {
    while (!heard.includes(word)) {
      const { value, done } = await lines.read();
      if (done) throw new Error(`ended without saying ${word}: ${heard}`);
      heard += value;
    }
  };
  return { child, hear };
}

test("the exit code is the program's", async () => {
  const { child } = start(["node", launcher, program, "exit", "42"]);
  expect(await child.exited).toBe(42);
});

test("a death by signal is 128 and its number", async () => {
  const { child } = start(["node", launcher, program, "die"]);
  expect(await child.exited).toBe(137);
});

test.each([
  ["the launcher", (args: string[]) => ["node", ...args]],
  ["the shell of a package script", (args: string[]) => ["sh", "-c", 'exec node "$@"', "sh", ...args]],
])("TERM to %s reaches the program's own handler", async (_, command) => {
  const { child, hear } = start(command([launcher, program]));
  await hear("up");
  child.kill("SIGTERM");
  await hear("stopping");
  expect(await child.exited).toBe(7);
});

test("the program is stopped when npm is killed", async () => {
  const { child, hear } = start(["sh", "-c", '"$@" & wait', "npm", "node", launcher, program], true);
  await hear("up");
  child.kill("SIGKILL");
  await hear("stopping");
});
