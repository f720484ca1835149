import { expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const HANG = { backend_config: { command: ["sleep", "600"] } };
type Client = Awaited<ReturnType<typeof openTest>>["client"];

const run = async (client: Client, id: string, body: Record<string, unknown> = {}): Promise<string> =>
  (await client.call("POST", `/admin/triggers/${id}/run`, body)).execution_id;
const running = (client: Client, id: string) =>
  until(`${id} to run`, async () => (await client.execution(id)).status === "running");

test("a run is queued at once, also of a disabled trigger, with the rendered prompt", async () => {
  await using app = await openTest();
  const { client } = app;
  const template = "{message}|{payload.a.b[0]}|{pr_title}|{trigger_id}";
  const { id } = await client.trigger({ prompt_template: template, enabled: false });
  const payload = { a: { b: ["{message}"] }, pull_request: { title: "{trigger_id}" } };
  const execution = await client.finished(await run(client, id, { message: "{payload.a}", payload }));
  const prompt = `{payload.a}|{message}|{trigger_id}|${id}`;
  expect(execution).toMatchObject({ prompt, status: "succeeded", origin: "manual", trigger_id: id });
  expect(execution).toMatchObject({ delivery_id: null, retry_of: null, permissions: "edit" });
  expect(await client.lines(execution.id)).toEqual([prompt]);
});

test("the preview is the prompt a run would send, and starts nothing", async () => {
  await using app = await openTest();
  const { client } = app;
  const { id } = await client.trigger({ prompt_template: "Fix {pr_title}: {message} {nothing}" });
  const occasion = { message: "now", payload: { pull_request: {} } };
  const shown = await client.call("POST", `/admin/triggers/${id}/preview`, occasion, 200);
  expect(shown).toEqual({
    prompt: "Fix : now {nothing}",
    warnings: ["`{pr_title}` has no value and is left empty", "`{nothing}` is not a placeholder and stays as it is"],
    ...{ unresolved: ["pr_title", "nothing"], untrusted: [], verdict: null },
  });
  expect((await client.call("GET", "/admin/executions")).executions).toEqual([]);
  const execution = await client.finished(await run(client, id, occasion));
  expect(execution.prompt).toBe(shown.prompt);
});

test("the text of a webhook's payload is found for a person too", async () => {
  await using app = await openTest();
  const { client } = app;
  const source = { kind: "webhook", text_path: "comments[*].text", keyword: "never" };
  const { id } = await client.trigger({ source });
  const payload = { comments: [{ text: "one" }, { text: "two" }], text: "three" };
  const shown = await client.call("POST", `/admin/triggers/${id}/preview`, { payload }, 200);
  // As an event would send it: text from outside.
  expect(shown.prompt).toMatch(/^Tags named untrusted-.*\n<untrusted-\w+ field="message">\none\ntwo\n<\/untrusted-/s);
  const typed = await client.call("POST", `/admin/triggers/${id}/preview`, { payload, message: "mine" }, 200);
  expect(typed.prompt).toContain(">mine</untrusted-");
});

test("a strict template refuses what has no value, and says so", async () => {
  await using app = await openTest();
  const { client } = app;
  const { id } = await client.trigger({ prompt_template: "{pr_title}", strict: true });
  for (const verb of ["run", "preview"]) {
    const problem = await client.call("POST", `/admin/triggers/${id}/${verb}`, {}, 400);
    expect(problem).toMatchObject({
      code: "render_failed",
      detail: expect.stringContaining("`{pr_title}` has no value"),
    });
  }
  expect((await client.call("GET", "/admin/executions")).executions).toEqual([]);
});

test.each([
  ["an unknown key", { mesage: "x" }],
  ["a number", { message: 1 }],
  ["more than four million characters", { message: "x".repeat(4_000_001) }],
])("a run with %s is refused", async (_, body) => {
  await using app = await openTest();
  const { id } = await app.client.trigger();
  expect(await app.client.call("POST", `/admin/triggers/${id}/run`, body, 400)).toMatchObject({ code: "invalid" });
});

test("overlap queue: the next one waits for its turn", async () => {
  await using app = await openTest();
  const { client } = app;
  const { id } = await client.trigger({ ...HANG, max_concurrent: 1 });
  const first = await run(client, id);
  const second = await run(client, id);
  await running(client, first);
  expect(await client.execution(second)).toMatchObject({ status: "queued", attempts: [], started_at: null });
  await client.call("POST", `/admin/executions/${first}/cancel`);
  await running(client, second);
}, 20_000);

test("a limit that is raised lets what waits start at once", async () => {
  await using app = await openTest();
  const { client } = app;
  const { id } = await client.trigger({ ...HANG, max_concurrent: 1 });
  const ids = [await run(client, id), await run(client, id), await run(client, id)];
  await running(client, ids[0] ?? "");
  await client.call("PATCH", `/admin/triggers/${id}`, { max_concurrent: 3 }, 200);
  for (const each of ids) await running(client, each);
}, 20_000);

test.each([
  [null, 1],
  [2, 2],
])(
  "overlap skip with max_concurrent %p: one too many is refused",
  async (max_concurrent, room) => {
    await using app = await openTest();
    const { client } = app;
    const { id } = await client.trigger({ ...HANG, overlap: "skip", max_concurrent });
    const ids: string[] = [];
    for (let i = 0; i < room; i++) ids.push(await run(client, id));
    const problem = await client.call("POST", `/admin/triggers/${id}/run`, {}, 409);
    expect(problem).toMatchObject({ code: "overlap_skipped", detail: expect.stringContaining(ids[0] ?? "") });
    const { executions } = await client.call("GET", "/admin/executions");
    expect(executions).toHaveLength(room);
    await client.call("POST", `/admin/executions/${ids[0]}/cancel`);
    await client.finished(ids[0] ?? "");
    await run(client, id);
  },
  20_000,
);

const SUPERSEDED = {
  ...{ status: "cancelled", reason: "superseded" },
  detail: "A newer execution of the same trigger took its place.",
};

test("overlap cancel_previous: the older one makes place for the newer one", async () => {
  await using app = await openTest();
  const { client } = app;
  const { id } = await client.trigger({ ...HANG, overlap: "cancel_previous" });
  const first = await run(client, id);
  await running(client, first);
  const second = await run(client, id);
  expect(await client.finished(first)).toMatchObject({ ...SUPERSEDED, attempts: [{ reason: "superseded" }] });
  await running(client, second);
}, 20_000);

test("overlap cancel_previous: what still waits is cancelled and never runs", async () => {
  await using app = await openTest({ MAX_CONCURRENT_EXECUTIONS: "1" });
  const { client } = app;
  await client.start(["sleep", "600"]);
  const { id } = await client.trigger({ ...HANG, overlap: "cancel_previous" });
  const first = await run(client, id);
  const second = await run(client, id);
  expect(await client.finished(first)).toMatchObject({ ...SUPERSEDED, attempts: [] });
  expect(await client.execution(second)).toMatchObject({ status: "queued" });
}, 20_000);
