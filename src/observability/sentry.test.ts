import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { spawnServer } from "~/testing/server.ts";
import { openSink } from "~/testing/sink.ts";
import { until } from "~/testing/until.ts";

/** The database of a server that works meanwhile, and may have it for a moment. */
function openBeside(data_dir: string): Database {
  const db = new Database(join(data_dir, "agented.db"));
  db.run("PRAGMA busy_timeout = 10000");
  return db;
}

async function stage(env: Record<string, string> = {}) {
  const sink = openSink();
  const server = await spawnServer({ SENTRY_DSN: `http://public@${sink.host}/1`, LOG_LEVEL: "info", ...env });
  /** What was sent of one type. An envelope is lines of JSON: its header, then a header and a payload for each item. */
  const items = (type: string) =>
    sink.posts.flatMap(({ text }) => {
      const lines = text
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => JSON.parse(line));
      return lines.filter((_, i) => i % 2 === 1 && lines[i - 1].type === type);
    });
  const wreck = () => {
    using db = openBeside(server.data_dir);
    db.run("DROP TABLE snippets");
  };
  return {
    ...server,
    sink,
    items,
    wreck,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await sink.close();
    },
  };
}

test("an unexpected failure is told of within 5 s, by its route and its id, with nothing private", async () => {
  await using app = await stage({ SENTRY_ENVIRONMENT: "staging", SENTRY_RELEASE: "1.2.3" });
  app.wreck();
  const began = performance.now();
  const body = JSON.stringify({ name: "a", text: "the body of the request" });
  const headers = {
    ...{ Cookie: "session=of-the-cookie", "Content-Type": "application/json", "User-Agent": "of-the-agent" },
    "X-Secret": "of-the-header",
  };
  const response = await app.client.fetch("/admin/snippets?x=of-the-query", { method: "POST", headers, body });
  expect(response.status).toBe(500);
  await until("the event", () => app.items("event").length > 0);
  expect(performance.now() - began).toBeLessThan(5_000);
  const [event] = app.items("event");
  expect(event.tags).toMatchObject({
    ...{ route: "/admin/snippets", method: "POST", said: "request failed" },
    request_id: response.headers.get("X-Request-Id"),
  });
  expect([event.environment, event.release]).toEqual(["staging", "1.2.3"]);
  expect(event.exception.values.at(-1).stacktrace.frames.length).toBeGreaterThan(1);
  const sent = app.sink.posts.map(({ text, headers }) => text + JSON.stringify(headers.toJSON())).join("\n");
  for (const secret of [app.client.key, "body of the", "of-the-", "127.0.0.1:1", '"user"', '"request"'])
    expect(sent).not.toContain(secret);
}, 30_000);

test("refusals are told to nobody, and streams are no transactions", async () => {
  await using app = await stage({ SENTRY_TRACES_SAMPLE_RATE: "1" });
  const id = await app.client.start(["echo", "hello"]);
  await app.client.finished(id);
  await app.client.fetch(`/admin/executions/${id}/stream`).then((response) => response.text());
  for (const path of ["/admin/nowhere", "/admin/executions/x", "/admin/executions?limit=0"])
    await app.client.fetch(path);
  await app.client.fetch("/admin/x", { headers: { "X-API-Key": "wrong-key" } });
  await app.kill("SIGTERM");
  const names: string[] = app.items("transaction").map(({ transaction }) => transaction);
  expect(names).toContain("GET /admin/executions/{id}");
  expect(names).toContain("POST /admin/triggers/{id}/run");
  expect(names.filter((name) => name.endsWith("/stream"))).toEqual([]);
  expect(app.items("event")).toEqual([]);
  expect(app.sink.posts.map(({ text }) => text).join()).not.toContain(app.client.key);
}, 30_000);

test("a worker that cannot go on is told of, with what it could not do", async () => {
  await using app = await stage();
  using db = openBeside(app.data_dir);
  db.run("ALTER TABLE execution_news RENAME TO away");
  await app.client.start(["true"]).catch(() => {});
  await until("the event", () => app.items("event").some(({ tags }) => tags.said !== "request failed"));
}, 30_000);

/** What of the watching libraries a server has loaded once it is ready. */
async function loaded(env: Record<string, string>): Promise<string[]> {
  const program = `
    const { startServer } = await import("${resolve("src/server.ts")}");
    const { readConfig } = await import("${resolve("src/config.ts")}");
    const server = await startServer(readConfig(process.env));
    console.log("loaded", JSON.stringify(Object.keys(require.cache).filter((path) => /@sentry|@opentelemetry.(sdk|otlp|exporter)/.test(path))));
    await server.close();
    process.exit(0);`;
  const dir = mkdtempSync(join(tmpdir(), "agented-test-"));
  const given = { PATH: process.env.PATH, AGENTED_DATA_DIR: dir, PORT: "0", LOG_LEVEL: "error", ...env };
  const child = Bun.spawn([process.execPath, "-e", program], { env: given, stdout: "pipe" });
  const said = await new Response(child.stdout).text();
  rmSync(dir, { recursive: true });
  return JSON.parse(/^loaded (.*)$/m.exec(said)?.[1] ?? "");
}

test("what nobody has asked for is not even loaded", async () => {
  const any = (paths: string[], name: string) => paths.some((path) => path.includes(name));
  await using sink = openSink();
  const [none, sentry, traces] = await Promise.all([
    loaded({}),
    loaded({ SENTRY_DSN: `http://public@${sink.host}/1` }),
    loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://${sink.host}` }),
  ]);
  expect(none).toEqual([]);
  expect([any(sentry, "@sentry/bun"), any(sentry, "@opentelemetry/exporter")]).toEqual([true, false]);
  expect([any(traces, "@sentry"), any(traces, "@opentelemetry/exporter")]).toEqual([false, true]);
}, 60_000);
