import { expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";

test("lines that contain a text are found and counted, whatever is in it", async () => {
  await using app = await openTest();
  const { client } = app;
  const script = 'seq 5000; printf "%s\\n" "$@"';
  const id = await client.start(["sh", "-c", script, "sh", "100%_\\", "Error: one", "error: two"]);
  await client.finished(id);
  const find = (contains: string, more = "") =>
    client.call("GET", `/admin/executions/${id}/lines?contains=${encodeURIComponent(contains)}${more}`);
  const errors = await find("error:");
  expect(errors.lines.map(({ text }: { text: string }) => text)).toEqual(["Error: one", "error: two"]);
  expect(errors).toMatchObject({ matches: 2, next_after: 5_003 });
  const page = await find("99", "&limit=10");
  const next = await find("99", `&limit=100&after=${page.next_after}`);
  expect([page.lines.length, next.lines.length, next.matches]).toEqual([10, 85, 95]);
  expect(page.lines[0].seq).toBe(99);
  for (const text of ["%", "_", "\\", "100%_\\"])
    expect((await find(text)).lines.map(({ seq }: { seq: number }) => seq)).toEqual([5_001]);
  expect(await find("nothing of it")).toMatchObject({ lines: [], next_after: 0, matches: 0 });
  expect((await client.call("GET", `/admin/executions/${id}/lines?limit=1`)).matches).toBe(undefined);
});

test("the result is answered as text", async () => {
  await using app = await openTest();
  const { id } = await app.client.trigger({ backend: "claude", prompt_template: "say <b>hello</b>" });
  const { execution_id } = await app.client.call("POST", `/admin/triggers/${id}/run`, {});
  await app.client.finished(execution_id);
  const response = await app.client.fetch(`/admin/executions/${execution_id}/result`);
  expect([await response.text(), response.headers.get("content-type")]).toEqual([
    "<b>hello</b>",
    expect.stringMatching(/^text\/plain/i),
  ]);
  const silent = await app.client.start(["true"]);
  await app.client.finished(silent);
  const problem = await app.client.call("GET", `/admin/executions/${silent}/result`, undefined, 404);
  expect(problem.code).toBe("no_result");
});
