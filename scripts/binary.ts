/** Builds the executable and lives a first day with it where there is neither checkout nor Bun: `bun run binary`. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { version } from "../package.json";
import { until } from "../src/testing/until.ts";

const root = resolve(import.meta.dir, "..");
const PATH = "/usr/local/bin:/usr/bin:/bin";

let dir: string;
let agented: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "agented-binary-"));
  agented = join(dir, "agented");
  mkdirSync(join(dir, "empty"));
  const built = Bun.spawnSync([process.execPath, "scripts/build.ts", agented], { cwd: root, stdout: "inherit" });
  expect(built.exitCode).toBe(0);
}, 60_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const world = (env: Record<string, string> = {}) => ({
  cwd: join(dir, "empty"),
  env: { PATH, HOME: dir, AGENTED_DATA_DIR: join(dir, "data"), LOG_LEVEL: "info", ...env },
});

async function run(args: string[], env?: Record<string, string>) {
  const child = Bun.spawn([agented, ...args], { ...world(env), stdout: "pipe", stderr: "pipe" });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, out, err };
}

async function serve() {
  const began = performance.now();
  const child = Bun.spawn([agented, "serve"], { ...world({ PORT: "0" }), stdout: "pipe", stderr: "ignore" });
  let said = "";
  const reading = (async () => {
    for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) said += chunk;
  })();
  const [, url = ""] = await until("it is ready", () => /"url":"([^"]+)".*"msg":"ready"/.exec(said), 20_000);
  return { child, url, reading, ready_ms: performance.now() - began };
}

test("version says which version, of which commit, on which Bun", async () => {
  const { code, out } = await run(["version"]);
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`^agented ${version.replaceAll(".", "\\.")} \\(\\w+\\), Bun ${Bun.version}\n$`));
});

test("it starts, migrates, runs, shows its documentation, finds words, and stops in order", async () => {
  const { child, url, reading, ready_ms } = await serve();
  try {
    const env = { AGENTED_URL: url };
    const first = await run(["run", "Example: hello", "-m", "wide world", "--follow", "--exit-status"], env);
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining("Hello, wide world!") });
    for (const path of ["/", "/docs", "/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js", "/openapi/openapi.json"])
      expect((await fetch(url + path)).status).toBe(200);
    expect(await (await fetch(`${url}/docs/swagger-ui-bundle.js`)).text()).toContain("SwaggerUIBundle");
    const [script = ""] = /\/assets\/main-\w+\.js/.exec(await (await fetch(url)).text()) ?? [];
    expect(await (await fetch(url + script)).text()).toContain("Sign in");
    const key = (await Bun.file(join(dir, "data/api_key")).text()).trim();
    await until("its lines are indexed", async () => {
      const found = await fetch(`${url}/admin/search/lines?q=wide`, { headers: { "X-API-Key": key } });
      return found.ok && (await found.json()).hits.length > 0;
    });
    expect(await run(["doctor"], env)).toMatchObject({ code: 0, out: expect.stringMatching(/^ok {4}database /m) });
    expect((await run(["export"], env)).out).toContain('name: "Example: hello"');
  } finally {
    child.kill("SIGTERM");
  }
  expect(await child.exited).toBe(0);
  await reading;
  const megabytes = (statSync(agented).size / 1e6).toFixed(0);
  console.log(`${megabytes} MB; from nothing to ready, migrations included, in ${ready_ms.toFixed(0)} ms`);
  const again = await serve();
  again.child.kill("SIGTERM");
  expect(await again.child.exited).toBe(0);
  console.log(`the second start is ready in ${again.ready_ms.toFixed(0)} ms`);
}, 60_000);
