import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { openTest } from "~/testing/server.ts";

let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

const sound = {
  name: "review",
  source: { kind: "manual" },
  prompt_template: "Say {message}",
  backend: "command",
  backend_config: { command: ["cat"] },
};

test("a trigger is created with defaults, read, listed, changed and deleted", async () => {
  const { client } = app;
  const made = await client.call("POST", "/admin/triggers", sound, 201);
  expect(made).toEqual({
    ...sound,
    id: expect.stringMatching(/^trig-[0-9a-z]{20}$/),
    ...{
      model: null,
      permissions: "edit",
      allowed_tools: null,
      working_dir: null,
      timeout_secs: null,
      project_id: null,
      workflow_id: null,
      input: null,
    },
    ...{ tags: [], allowed_actions: [], chain: null, priority: 0, max_concurrent: null, overlap: "queue" },
    ...{ retry_on_interrupt: false, allow_replays: false },
    ...{ template_revision: 1, field_limit: 2_000, field_limits: {}, strict: false, enabled: true, warnings: [] },
    starts: "A person starts it.",
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    updated_at: made.created_at,
  });
  const path = `/admin/triggers/${made.id}`;
  expect(await client.call("GET", path)).toEqual(made);
  expect((await client.call("GET", "/admin/triggers")).triggers).toContainEqual(made);
  const patch = { name: "renamed", enabled: false, timeout_secs: 30, prompt_template: "{mesage}" };
  const changed = await client.call("PATCH", path, patch, 200);
  const warnings = ["`{mesage}` is not a placeholder and stays as it is"];
  expect(changed).toEqual({ ...made, ...patch, template_revision: 2, warnings, updated_at: changed.updated_at });
  expect(changed.updated_at >= made.updated_at).toBe(true);
  expect(await client.call("DELETE", path, undefined, 204)).toBeUndefined();
  for (const [method, body] of [["GET"], ["DELETE"], ["PATCH", {}]] as const)
    expect(await client.call(method, path, body, 404)).toMatchObject({ code: "not_found" });
  expect(await client.call("POST", `${path}/run`, {}, 404)).toMatchObject({ code: "not_found" });
  expect(await client.call("POST", `${path}/preview`, {}, 404)).toMatchObject({ code: "not_found" });
});

test("a change that is refused changes nothing", async () => {
  const made = await app.client.trigger({ backend: "claude", model: "opus" });
  const path = `/admin/triggers/${made.id}`;
  await app.client.call("PATCH", path, { name: "other", model: "-opus" }, 400);
  await app.client.call("PATCH", path, { backend: "command" }, 400);
  expect(await app.client.call("GET", path)).toEqual(made);
});

test("the list pages, newest first, without a gap", async () => {
  await using app = await openTest();
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) ids.unshift((await app.client.trigger()).id);
  const found: string[] = [];
  for (let cursor = ""; ; ) {
    const page = await app.client.call("GET", `/admin/triggers?limit=2${cursor}`);
    found.push(...page.triggers.map(({ id }: { id: string }) => id));
    if (page.next_cursor === null) break;
    cursor = `&cursor=${page.next_cursor}`;
  }
  expect(found.slice(0, 5)).toEqual(ids);
  // The last ones are those that are shipped: the example, and four for GitHub.
  expect(found).toHaveLength(10);
});

const webhook = (config: Record<string, unknown>) => ({ source: { kind: "webhook", ...config } });
const filter = (value: unknown) => webhook({ filter: value });

const refused: [what: string, fields: Record<string, unknown>, path: string, remedy: RegExp][] = [
  ["no name", { name: "  " }, "name", /must not be empty/],
  ["a missing template", { prompt_template: undefined }, "prompt_template", /is required/],
  ["a NUL in the template", { prompt_template: "a\0b" }, "prompt_template", /must not hold NUL/],
  ["an unknown backend", { backend: "clawd" }, "backend", /must be one of .*claude/],
  ["an unknown source", { source: { kind: "cron" } }, "source.kind", /./],
  ["no command", { backend_config: {} }, "backend_config.command", /is required/],
  ["an empty command", { backend_config: { command: [] } }, "backend_config.command", /must not be empty/],
  ["a command of no name", { backend_config: { command: [""] } }, "backend_config.command", /must name a program/],
  ["a NUL in a command", { backend_config: { command: ["a\0"] } }, "backend_config.command.0", /cannot hold a NUL/],
  ["a key of another backend", { backend_config: { command: ["cat"], x: 1 } }, "backend_config.x", /is not known here/],
  ["a command for a CLI", { backend: "codex" }, "backend_config.command", /is not known here/],
  ["a model for a command", { model: "opus" }, "model", /leave `model` out/],
  ["a model that is an option", { ...cli("claude"), model: "--mcp-config=x" }, "model", /must not.* begin with `-`/],
  [
    "a tool that is an option",
    { ...cli("claude"), allowed_tools: ["-p"] },
    "allowed_tools",
    /must not.* begin with `-`/,
  ],
  ["tools for a command", { allowed_tools: ["Read"] }, "allowed_tools", /leave `allowed_tools` out/],
  ["unknown permissions", { permissions: "root" }, "permissions", /read_only/],
  ["a relative directory", { working_dir: "work" }, "working_dir", /absolute path/],
  ["a missing directory", { working_dir: "/none/such" }, "working_dir", /directory that exists/],
  ["a file for a directory", { working_dir: "/etc/passwd" }, "working_dir", /directory that exists/],
  ["a directory below a file", { working_dir: "/etc/passwd/x" }, "working_dir", /directory that exists/],
  ["a directory with a NUL", { working_dir: "/tmp\0" }, "working_dir", /directory that exists/],
  ["a directory of too long a name", { working_dir: `/${"a".repeat(300)}` }, "working_dir", /directory that exists/],
  ["no time", { timeout_secs: 0 }, "timeout_secs", /at least 1/],
  ["half a second", { timeout_secs: 0.5 }, "timeout_secs", /whole number/],
  ["more than a day", { timeout_secs: 86_401 }, "timeout_secs", /at most 86400/],
  ["no slot", { max_concurrent: 0 }, "max_concurrent", /at least 1/],
  ["an unknown overlap", { overlap: "drop" }, "overlap", /cancel_previous/],
  ["a limit of no placeholder", { field_limits: { mesage: 5 } }, "field_limits.mesage", /must be a placeholder/],
  ["a limit of nothing", { field_limits: { message: 0 } }, "field_limits.message", /at least 1/],
  ["a note of nothing", { note: " " }, "note", /must not be empty/],
  ["an unknown key", { colour: "red" }, "colour", /is not known here/],
  ["a secret for a person", { source: { kind: "manual", secret: "12345678" } }, "source.secret", /is not known here/],
  ["a short secret", webhook({ secret: "1234567" }), "source.secret", /at least 8 characters/],
  ["an empty keyword", webhook({ keyword: "" }), "source.keyword", /must not be empty/],
  ["a broken path", webhook({ text_path: "a..b" }), "source.text_path", /must be a path like/],
  ["a filter of nothing", filter({}), "source.filter", /must be \{ path, op, value \}/],
  ["a filter that is none", filter("a"), "source.filter", /must be \{ path, op, value \}/],
  ["a filter of two shapes", filter({ all: [], any: [] }), "source.filter.any", /may not stand beside all/],
  ["an unknown operator", filter({ path: "a", op: "like", value: 1 }), "source.filter.op", /must be one of eq/],
  ["a wrong value", filter({ path: "a", op: "gt", value: true }), "source.filter.value", /./],
  ["a broken pattern", filter({ path: "a", op: "matches", value: "(" }), "source.filter.value", /regular expression/],
  ["a filter without end", filter(nested(9)), "source.filter", /8 deep at most/],
];

test.each(refused)("%s is refused, the field and its remedy are named", async (_, fields, path, remedy) => {
  const problem = await app.client.call("POST", "/admin/triggers", { ...sound, ...fields }, 400);
  expect(problem).toMatchObject({ status: 400, code: "invalid", type: "urn:agented:problem:invalid" });
  const error = problem.errors.find((one: { path: string }) => one.path === path);
  expect(error?.message ?? problem.errors).toMatch(remedy);
});

test.each(refused)("%s is refused in a change too", async (_, fields, path) => {
  const { id } = await app.client.trigger();
  if (Object.values(fields).every((value) => value === undefined)) return;
  const problem = await app.client.call("PATCH", `/admin/triggers/${id}`, fields, 400);
  expect(problem.errors.map((one: { path: string }) => one.path)).toContain(path);
});

test.each([
  ["not JSON", "{", "application/json", 400],
  ["an array", "[]", "application/json", 400],
  ["a form", "name=x", "application/x-www-form-urlencoded", 415],
  ["nothing", "", "application/json", 400],
])("a body of %s is refused", async (_, body, type, status) => {
  const response = await app.client.fetch("/admin/triggers", {
    method: "POST",
    body,
    headers: { "Content-Type": type },
  });
  expect({ status: response.status, type: response.headers.get("Content-Type") }).toEqual({
    status,
    type: "application/problem+json; charset=utf-8",
  });
});

const exposed: [what: string, env: Record<string, string>][] = [
  ["another address", { HOST: "0.0.0.0" }],
  ["a public address", { PUBLIC_URL: "https://agents.example" }],
  ["a proxy", { TRUST_PROXY: "127.0.0.1" }],
];

test.each(exposed)("behind %s no trigger takes unsigned deliveries", async (_, env) => {
  await using app = await openTest(env);
  const client = app.client;
  const unsigned = { ...sound, source: { kind: "webhook", unsigned: true } };
  const problem = await client.call("POST", "/admin/triggers", unsigned, 400);
  expect(problem.errors).toEqual([
    { path: "source.unsigned", message: expect.stringMatching(/loopback.*give it a secret instead/) },
  ]);
  const { id } = await client.trigger({ source: { kind: "webhook" } });
  await client.call("PATCH", `/admin/triggers/${id}`, { source: unsigned.source }, 400);
});

test("a directory that is there is taken as it is", async () => {
  const made = await app.client.trigger({ working_dir: app.data_dir });
  expect(made.working_dir).toBe(app.data_dir);
  const own = await app.client.trigger();
  const id = await app.client.call("POST", `/admin/triggers/${own.id}/run`, {});
  const { working_dir } = await app.client.execution(id.execution_id);
  expect(working_dir).toBe(join(app.data_dir, "workspaces", own.id));
});

function cli(backend: string) {
  return { backend, backend_config: {} };
}

function nested(depth: number): unknown {
  return depth === 0 ? { path: "a", op: "exists", value: true } : { not: nested(depth - 1) };
}
