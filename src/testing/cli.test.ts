import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { version } from "../../package.json";
import { spawnServer } from "./server.ts";

const root = resolve(import.meta.dir, "../..");
const PATH = `${join(root, "src/testing/bin")}:${process.env.PATH}`;

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "agented-cli-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Runs the command to its end. */
async function agented(args: string[], env: Record<string, string> = {}, runner = [process.execPath, "src/cli.ts"]) {
  const base = { PATH, HOME: dir, PORT: "0", AGENTED_DATA_DIR: join(dir, "data") };
  const child = Bun.spawn([...runner, ...args], {
    cwd: root,
    env: { ...base, ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, out, err };
}

test("--version and --help say what they are asked", async () => {
  expect(await agented(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
  const { code, out } = await agented(["--help"]);
  expect(code).toBe(0);
  for (const command of ["serve|start", "run", "doctor", "secrets"]) expect(out).toContain(`\n  ${command} `);
  expect((await agented(["secrets", "rotate", "--help"])).out).toContain("NEW_SECRET_KEY");
});

test("the launcher runs it", async () => {
  const launcher = ["node", join(root, "scripts/bun.mjs"), "src/cli.ts"];
  expect(await agented(["--version"], {}, launcher)).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

test.each([
  [["docter"], "unknown command 'docter'"],
  [["doctor", "--prob"], "unknown option '--prob'"],
  [["doctor", "claude"], "too many arguments"],
  [["secrets"], "Usage: agented secrets"],
  [[], "Usage: agented"],
])("%j is refused with a hint", async (args, hint) => {
  const { code, out, err } = await agented(args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(hint);
});

test("a mistake in the settings is 78, whatever is asked", async () => {
  for (const args of [["doctor"], ["secrets", "rotate"], ["start"]]) {
    const { code, err } = await agented(args, { PORT: "none", LOG_LEVEL: "loud" });
    expect(code).toBe(78);
    expect(err).toMatch(/^agented: PORT must be a whole number\nagented: LOG_LEVEL must be one of/);
  }
});

test("health says by its exit code whether the server answers", async () => {
  await using server = await spawnServer();
  const { port } = new URL(server.client.url);
  expect(await agented(["health"], { PORT: port, HOST: "0.0.0.0" })).toEqual({ code: 0, out: "", err: "" });
  await server.kill("SIGTERM");
  expect(await agented(["health"], { PORT: port })).toEqual({ code: 1, out: "", err: "" });
});

test("doctor prints a line for each finding, and what to do", async () => {
  const { code, out } = await agented(["doctor"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^ok {4}bun {18}\d/m);
  expect(out).toMatch(/^warn {2}codex .*not logged in\n +→ Log in: codex login/m);
});

test("doctor --json is one document, and something that fails is exit 1", async () => {
  const occupied = join(dir, "a file");
  writeFileSync(occupied, "");
  const { code, out } = await agented(["doctor", "--json"], { AGENTED_DATA_DIR: occupied });
  const { ok, checks } = JSON.parse(out);
  expect({ code, ok }).toEqual({ code: 1, ok: false });
  expect(checks).toContainEqual(expect.objectContaining({ name: "data directory", state: "fail" }));
});

test("rotate refuses while a server runs, and rotates once it is gone", async () => {
  await using server = await spawnServer();
  const env = { AGENTED_DATA_DIR: server.data_dir };
  const refused = await agented(["secrets", "rotate"], env);
  expect(refused).toMatchObject({ code: 75, out: "", err: expect.stringContaining(`pid ${server.pid}`) });
  await server.kill("SIGTERM");
  expect(await agented(["secrets", "rotate"], env)).toMatchObject({ code: 0, err: "" });
});

test.each(["serve", "start"])("%s is the server", async (command) => {
  const env = { PATH, HOME: dir, PORT: "0", AGENTED_DATA_DIR: join(dir, command) };
  const child = Bun.spawn([process.execPath, "src/cli.ts", command], {
    cwd: root,
    env,
    stdout: "pipe",
    stderr: "ignore",
  });
  let said = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += chunk;
    if (/"msg":"ready"/.test(said)) child.kill("SIGTERM");
  }
  expect(said).toContain('"msg":"ready"');
  expect(await child.exited).toBe(0);
});
