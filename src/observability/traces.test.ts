import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { deliver, webhook } from "~/testing/deliver.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { openSink } from "~/testing/sink.ts";
import { until } from "~/testing/until.ts";

interface Told {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code: number };
}

interface Export {
  resourceSpans: { resource: unknown; scopeSpans: { spans: Told[] }[] }[];
}

function openCollector() {
  const sink = openSink();
  const exports = () => sink.posts.map(({ text }) => JSON.parse(text) as Export);
  const spans = () =>
    exports().flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  const named = (name: string) => until(`the span ${name}`, () => spans().find((span) => span.name === name));
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://${sink.host}/` };
  return { ...sink, exports, spans, named, env };
}

/** A Claude Code that plays a recorded run with one tool, and keeps what TRACEPARENT it was given. */
function recordedClaude(): string {
  const dir = mkdtempSync(join(tmpdir(), "agented-test-"));
  const run = resolve(import.meta.dir, "../testing/transcripts/claude197/tool-acceptedits.out");
  writeFileSync(join(dir, "claude"), `#!/bin/sh\nprintf %s "$TRACEPARENT" > "$HOME/traceparent"\ncat ${run}\n`);
  chmodSync(join(dir, "claude"), 0o755);
  return `${dir}:${process.env.PATH}`;
}

const CALLER = { trace_id: "0af7651916cd43dd8448eb211c80319c", span_id: "b7ad6b7169203331" };
const traceparent = `00-${CALLER.trace_id}-${CALLER.span_id}-01`;

test("one trace leads from who sent a delivery to the tools that its run used", async () => {
  await using collector = openCollector();
  const more = { OTEL_EXPORTER_OTLP_HEADERS: "Authorization=Bearer%20abc,x-team=a", OTEL_SERVICE_NAME: "bots" };
  await using app = await openTest({ ...collector.env, ...more, PATH: recordedClaude() });
  await webhook(app.client, {}, { backend: "claude", prompt_template: "go" });
  const { execution_ids } = await deliver(app.client, { a: 1 }, { headers: { traceparent } });
  const execution = await app.client.finished(execution_ids[0]);
  expect(execution.trace_id).toBe(CALLER.trace_id);
  const tool = await collector.named("tool Bash");
  const attempt = await collector.named("attempt");
  const whole = await collector.named("execution");
  const delivery = await collector.named("delivery");
  const chain = [delivery, whole, attempt, tool];
  expect(chain.map(({ traceId }) => traceId)).toEqual(chain.map(() => CALLER.trace_id));
  expect(chain.map(({ parentSpanId }) => parentSpanId)).toEqual([
    CALLER.span_id,
    delivery.spanId,
    whole.spanId,
    attempt.spanId,
  ]);
  expect(collector.spans()).toHaveLength(4);
  expect(readFileSync(join(app.data_dir, "traceparent"), "utf8")).toBe(`00-${CALLER.trace_id}-${attempt.spanId}-01`);
  const [post] = collector.posts;
  expect([post?.path, post?.headers.get("Authorization"), post?.headers.get("x-team")]).toEqual([
    "/v1/traces",
    "Bearer abc",
    "a",
  ]);
  expect(JSON.stringify(collector.exports()[0]?.resourceSpans[0]?.resource)).toContain('"bots"');
}, 30_000);

test("what had to wait for room in the queue stays in its trace", async () => {
  await using app = await openTest({ MAX_QUEUE_DEPTH: "1", MAX_CONCURRENT_EXECUTIONS: "1" });
  await webhook(app.client, {}, { backend_config: { command: ["true"] } });
  await app.client.call("POST", "/admin/queue/pause", { subject: "all" }, 200);
  await app.client.start(["true"]);
  const { status, delivery_id } = await deliver(app.client, { a: 1 }, { headers: { traceparent } });
  expect(status).toBe("waiting");
  await app.client.call("POST", "/admin/queue/resume", { subject: "all" }, 200);
  const ids = await until("its execution", async () => {
    const { execution_ids } = await app.client.call("GET", `/admin/deliveries/${delivery_id}`);
    return execution_ids.length > 0 ? execution_ids : undefined;
  });
  expect((await app.client.execution(ids[0])).trace_id).toBe(CALLER.trace_id);
});

test("a run that a person starts has a trace of its own, or the caller's", async () => {
  await using collector = openCollector();
  await using app = await openTest(collector.env);
  const { id } = await app.client.trigger({
    backend_config: { command: ["sh", "-c", "echo trace=$TRACEPARENT; exit 3"] },
  });
  const run = async (headers: Record<string, string>) => {
    const json = { method: "POST", body: "{}", headers: { "Content-Type": "application/json", ...headers } };
    const response = await app.client.fetch(`/admin/triggers/${id}/run`, json);
    const { execution_id } = (await response.json()) as { execution_id: string };
    const { trace_id } = await app.client.finished(execution_id);
    const span = await until("its span", () =>
      collector.spans().find((one) => one.traceId === trace_id && one.name === "execution"),
    );
    const attempt = await until("its attempt", () => collector.spans().find((one) => one.parentSpanId === span.spanId));
    expect(await app.client.lines(execution_id)).toEqual([`trace=00-${trace_id}-${attempt.spanId}-01`]);
    return span;
  };
  const own = await run({});
  expect([own.parentSpanId ?? "", own.status.code]).toEqual(["", 2]);
  expect(await run({ traceparent })).toMatchObject({ traceId: CALLER.trace_id, parentSpanId: CALLER.span_id });
}, 30_000);

test("the span of a run that outlives its server ends with the run", async () => {
  await using collector = openCollector();
  const first = await openTest({ ...collector.env, SHUTDOWN_MODE: "detach" });
  const go = join(first.data_dir, "go");
  const id = await first.client.start(["sh", "-c", `until [ -e ${go} ]; do sleep 0.02; done`]);
  await until("the run", async () => (await first.client.execution(id)).status === "running");
  await first.close();
  expect(collector.spans()).toEqual([]);
  await using second = await openTest({ ...collector.env, AGENTED_DATA_DIR: first.data_dir });
  mkdirSync(go);
  const { started_at, ended_at, attempts } = await second.client.finished(id);
  const span = await collector.named("attempt");
  const [began, ended] = [span.startTimeUnixNano, span.endTimeUnixNano].map(msOf);
  expect([began, ended]).toEqual([Date.parse(started_at), Date.parse(attempts[0].ended_at)]);
  expect(msOf((await collector.named("execution")).endTimeUnixNano)).toBe(Date.parse(ended_at));
  expect(collector.spans()).toHaveLength(2);
}, 30_000);

test("a collector that cannot be reached neither slows nor fails a run, and is told of once", async () => {
  const gone = openSink();
  await gone.close();
  const { log, lines } = memoryLog("warn");
  const app = await openTest({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://${gone.host}` }, { log });
  for (let i = 0; i < 3; i++) {
    const began = performance.now();
    expect((await app.client.finished(await app.client.start(["true"]))).status).toBe("succeeded");
    expect(performance.now() - began).toBeLessThan(5_000);
  }
  await until("the warning", () => lines.some(({ msg }) => msg.startsWith("traces cannot be sent")));
  const began = performance.now();
  await app[Symbol.asyncDispose]();
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(lines.filter(({ msg }) => msg.startsWith("traces cannot be sent"))).toHaveLength(1);
}, 60_000);

test("without a collector a child is told of no trace, and the execution has one all the same", async () => {
  await using app = await openTest();
  const id = await app.client.start(["sh", "-c", "echo trace=$TRACEPARENT"]);
  expect((await app.client.finished(id)).trace_id).toMatch(/^[0-9a-f]{32}$/);
  expect(await app.client.lines(id)).toEqual(["trace="]);
});

/** More digits than a number holds. */
function msOf(nanos: string): number {
  return Math.round(Number(nanos) / 1e6);
}
