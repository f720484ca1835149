import { expect, test } from "bun:test";
import { actsOf } from "~/testing/acts.ts";
import { jumpingClock } from "~/testing/jumping-clock.ts";
import { openTest } from "~/testing/server.ts";
import { findIds } from "./filter.ts";

async function ended(app: Awaited<ReturnType<typeof openTest>>, trigger: string, body: Record<string, unknown>) {
  const { execution_id } = await app.client.call("POST", `/admin/triggers/${trigger}/run`, body);
  await app.client.finished(execution_id);
  return execution_id as string;
}

test("executions carry the tags of their trigger and their run, and are found by them", async () => {
  await using app = await openTest();
  const { client } = app;
  const { id: trigger } = await client.trigger({ tags: ["nightly"] });
  const one = await ended(app, trigger, { tags: ["nightly", "web"], group_id: "release 7" });
  const two = await ended(app, trigger, { tags: ["app"] });
  const other = await client.start(["false"]);
  await client.finished(other);
  const list = async (query: string) => {
    const { executions } = await client.call("GET", `/admin/executions?${query}`);
    return executions.map(({ id }: { id: string }) => id);
  };
  expect(await client.execution(one)).toMatchObject({ tags: ["nightly", "web"], group_id: "release 7" });
  expect(await list("tag=nightly")).toEqual([two, one]);
  expect(await list("tag=nightly&limit=1")).toEqual([two]);
  expect(await list(`tag=nightly&cursor=${two}`)).toEqual([one]);
  expect(await list(`tag=web&trigger_id=${trigger}&status=succeeded`)).toEqual([one]);
  expect(await list(`group_id=release%207&tag=app`)).toEqual([]);
  expect(await list("group_id=release%207")).toEqual([one]);
  expect(await list("reason=exit_nonzero&backend=command&origin=manual")).toEqual([other]);
  const { created_at } = await client.execution(two);
  expect(await list(`since=${created_at}`)).toEqual([other, two]);
  expect(await list(`until=${created_at}`)).toEqual([one]);
});

test("what was made is found since then, however slow its making was", async () => {
  const clock = jumpingClock();
  const iso = (at?: number) => {
    // Whoever asks what time it is was held up before.
    if (at === undefined) clock.jump(1);
    return clock.iso(at);
  };
  await using app = await openTest({}, { clock: { ...clock, iso } });
  const id = await app.client.start(["true"]);
  const { created_at } = await app.client.execution(id);
  const { executions } = await app.client.call("GET", `/admin/executions?since=${created_at}`);
  expect(executions.map((one: { id: string }) => one.id)).toEqual([id]);
});

test("tags are replaced whole, and the log says by whom", async () => {
  await using app = await openTest();
  const { client, ctx } = app;
  const { id: trigger } = await client.trigger({ tags: ["old"] });
  const id = await ended(app, trigger, {});
  expect(await client.call("PATCH", `/admin/executions/${id}`, { tags: ["new", "new"] }, 200)).toMatchObject({
    tags: ["new"],
  });
  const found = async (tag: string) =>
    (await client.call("GET", `/admin/executions?tag=${tag}`)).executions.map((one: { id: string }) => one.id);
  expect(await found("old")).toEqual([]);
  expect(await found("new")).toEqual([id]);
  const acts = actsOf(ctx);
  expect(acts.at(-1)).toMatchObject({
    ...{ actor: expect.any(String), action: "execution.tagged", subject_id: id },
    ...{ before: { tags: ["old"] }, after: { tags: ["new"] } },
  });
  await client.call("PATCH", `/admin/executions/${id}`, { tags: [""] }, 400);
  await client.call("PATCH", `/admin/executions/${id}`, { status: "queued" }, 400);
});

test("a page of what hardly anything meets ends early and goes on from there", async () => {
  await using app = await openTest();
  const { sqlite, orm } = app.ctx.db;
  sqlite.run(`
    WITH RECURSIVE ages(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM ages WHERE n < 12000)
    INSERT INTO executions (id, origin, request_id, backend, backend_config, permissions, working_dir, prompt, timeout_ms,
      retry_on_interrupt, status, created_at)
    SELECT printf('exec-%020d', n), CASE n WHEN 10 THEN 'replay' ELSE 'webhook' END, 'req', 'command', '{}', 'edit', '/', '',
      1, 0, 'succeeded', '2026-01-01T00:00:00.000Z' FROM ages`);
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = findIds(orm, { status: "succeeded", origin: "replay" }, { limit: 50, cursor });
    pages.push(page.ids);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  expect(pages).toEqual([[], [], ["exec-00000000000000000010"]]);
});
