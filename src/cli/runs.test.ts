import { afterAll, beforeAll, expect, test } from "bun:test";
import { commandLine } from "~/testing/command-line.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

let app: Awaited<ReturnType<typeof openTest>>;
let agented: ReturnType<typeof commandLine>;
beforeAll(async () => {
  app = await openTest();
  agented = commandLine(app);
});
afterAll(() => app[Symbol.asyncDispose]());

test("run --follow prints what comes by its lines, and says how it went beside them", async () => {
  await app.client.trigger({ name: "Echo", backend_config: { command: ["cat"] } });
  const ran = await agented(["run", "Echo", "-m", "one\ntwo", "--follow"]);
  expect(ran).toMatchObject({ code: 0, out: "one\ntwo\n" });
  expect(ran.err).toMatch(/^exec-\w+\n(?:.+\n)*exec-\w+ succeeded\n$/);
});

test("run without --follow answers the id; the message may come by standard input", async () => {
  const { code, out } = await agented(["triggers", "run", "Echo", "-m", "-", "--tag", "a", "b"], { stdin: "by stdin" });
  expect(code).toBe(0);
  const row = await app.client.finished(out.trim());
  expect(row).toMatchObject({ prompt: expect.stringContaining("by stdin"), tags: ["a", "b"] });
});

test("with --exit-status the code is the run's verdict, without it that all was shown", async () => {
  const id = await app.client.start(["sh", "-c", "echo broken; exit 3"]);
  expect(await agented(["executions", "logs", "-f", id])).toMatchObject({ code: 0, out: "broken\n" });
  const ran = await agented(["executions", "logs", "-f", id, "--exit-status"]);
  expect(ran).toMatchObject({ code: 1, out: "broken\n" });
  expect(ran.err).toContain(`${id} failed: `);
});

test("logs prints what there is; --json one line as one document; --after goes on", async () => {
  const id = await app.client.start(["sh", "-c", "echo 1; echo 2; echo 3"]);
  await app.client.finished(id);
  expect(await agented(["executions", "logs", id])).toEqual({ code: 0, out: "1\n2\n3\n", err: "" });
  const { out } = await agented(["executions", "logs", id, "--after", "2", "--json"]);
  expect(JSON.parse(out)).toMatchObject({ seq: 3, stream: "stdout", text: "3" });
  expect((await agented(["executions", "logs", "-f", id, "--after", "1"])).out).toBe("2\n3\n");
});

test("a terminal is shown the colours of a run and obeys nothing else of it; a file has it as it is", async () => {
  const written = "\x1b[31mred\x1b[0m\x1b[2J\x1b]52;c;cm0gLXJm\x07";
  const id = await app.client.start(["printf", "%s", written]);
  await app.client.finished(id);
  for (const args of [
    ["executions", "logs", id],
    ["executions", "logs", "-f", id],
  ]) {
    expect((await agented(args, { terminal: true })).out).toBe("\x1b[31mred\x1b[0m\n");
    expect((await agented(args)).out).toBe(`${written}\n`);
  }
});

test("whoever stops reading leaves the run alone, and is told how to go on", async () => {
  const id = await app.client.start(["sh", "-c", "echo begun; exec tail -f /dev/null"]);
  const end = new AbortController();
  const seen = (out: string) => out.includes("begun") && end.abort();
  const ran = await agented(["executions", "logs", "-f", id], { end: end.signal, seen });
  expect(ran).toMatchObject({ code: 130, out: "begun\n", err: expect.stringContaining(`logs -f ${id}`) });
  expect((await app.client.execution(id)).status).toBe("running");
  expect(await agented(["executions", "cancel", id])).toMatchObject({ code: 0 });
  await until("it is cancelled", async () => (await app.client.execution(id)).status === "cancelled");
});

test("a stream that breaks is taken up where it was, and no line comes twice", async () => {
  const id = await app.client.start(["sh", "-c", "seq 1 400"]);
  await app.client.finished(id);
  const asked: (string | null)[] = [];
  // A proxy that lets through so much of each stream and then breaks it.
  using proxy = Bun.serve({
    port: 0,
    async fetch(request) {
      asked.push(request.headers.get("Last-Event-ID"));
      const { pathname } = new URL(request.url);
      const { body } = await app.client.fetch(pathname, { headers: request.headers });
      const whole = new Uint8Array(await new Response(body).arrayBuffer());
      return new Response(asked.length > 3 ? whole : whole.slice(0, 5_000), {
        headers: { "Content-Type": "text/event-stream" },
      });
    },
  });
  const { code, out } = await agented(["executions", "logs", "-f", id, "--url", proxy.url.href]);
  expect({ code, lines: out.trimEnd().split("\n") }).toEqual({
    code: 0,
    lines: Array.from({ length: 400 }, (_, index) => String(index + 1)),
  });
  expect(asked.length).toBe(4);
  expect(Number(asked[1])).toBeGreaterThan(0);
});

test("retry starts another with the same inputs, test sends a sample", async () => {
  const id = await app.client.start(["cat"], {}, "again");
  await app.client.finished(id);
  const { out } = await agented(["executions", "retry", id]);
  expect((await app.client.finished(out.trim())).retry_of).toBe(id);
  await app.client.trigger({ name: "Hook", source: { kind: "webhook" } });
  const tried = await agented(["triggers", "test", "Hook", "--payload", '{"a":1}']);
  expect(tried.out).toMatch(/^exec-\w+ /);
  expect(tried.err).toContain("curl");
});

test("a delivery is listed, shown and replayed", async () => {
  const { out } = await agented(["deliveries", "list", "--json"]);
  const [{ id }] = JSON.parse(out).deliveries;
  expect((await agented(["deliveries", "get", id])).out).toContain(`id: ${id}\n`);
  expect(await agented(["deliveries", "replay", id])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^del-\w+ exec-\w+/),
  });
});
