import { expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";
import { sources } from "./kinds/index.ts";

test("a form has the schema of every field, source and backend", async () => {
  await using app = await openTest();
  const form = await app.client.call("GET", "/admin/triggers/form");
  expect(Object.keys(form.schema.properties)).toContain("max_concurrent");
  expect(form.sources.map(({ kind }: { kind: string }) => kind)).toEqual(Object.keys(sources));
  expect(form.backends.find(({ id }: { id: string }) => id === "command").config.required).toEqual(["command"]);
  expect(JSON.stringify(form)).not.toContain("#/components/");
});

test("the newest runs of every trigger of a page come in one answer, and a name finds its triggers", async () => {
  await using app = await openTest();
  const { client } = app;
  const [often, never] = [await client.trigger({ name: "Often run" }), await client.trigger({ name: "Never" })];
  const runs: string[] = [];
  for (let n = 0; n < 22; n++)
    runs.push((await client.call("POST", `/admin/triggers/${often.id}/run`, {})).execution_id);
  const { executions } = await client.call("GET", "/admin/triggers/recent");
  expect(executions.map(({ id }: { id: string }) => id)).toEqual(runs.reverse().slice(0, 20));
  const { triggers } = await client.call("GET", "/admin/triggers?name=NEVER");
  expect(triggers.map(({ id }: { id: string }) => id)).toEqual([never.id]);
});

const when = { path: "action", op: "eq", value: "opened" };
const draft = { not: { path: "draft", op: "exists", value: true } };

test.each([
  [{ kind: "manual" }, "A person starts it."],
  [{ kind: "schedule", cron: "0 9 * * MON-FRI", timezone: "UTC" }, "At 09:00, Monday through Friday, in UTC."],
  [{ kind: "webhook" }, "A signed delivery."],
  [
    { kind: "webhook", filter: when, keyword: "x" },
    'A signed delivery, when `action` is "opened" and the text contains "x".',
  ],
  [
    { kind: "webhook", filter: { any: [when, { all: [when, draft] }] } },
    'A signed delivery, when `action` is "opened" or (`action` is "opened" and not (`draft` is there)).',
  ],
  [
    {
      kind: "github",
      events: ["pull_request", "push"],
      actions: ["opened"],
      repositories: ["acme/*"],
      branches: ["main"],
    },
    "GitHub tells of `pull_request` or `push` (`opened`) in `acme/*`, when its branch fits `main`.",
  ],
])("%j says in words what starts it", async (source, words) => {
  await using app = await openTest();
  expect((await app.client.trigger({ source })).starts).toBe(words);
});

test("a preview says whether the event it is tried with would start it", async () => {
  await using app = await openTest();
  const asked = { prompt_template: "x", source: { kind: "webhook", filter: when } };
  const preview = (more: object) => app.client.call("POST", "/admin/triggers/preview", { ...asked, ...more }, 200);
  expect((await preview({ payload: { action: "opened" } })).verdict).toEqual({
    holds: true,
    why: '`action` is "opened"',
  });
  expect((await preview({ payload: { action: "closed" } })).verdict).toMatchObject({ holds: false });
  expect((await preview({})).verdict).toBeNull();
});
