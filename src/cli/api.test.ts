import { afterAll, beforeAll, expect, test } from "bun:test";
import { commandLine } from "~/testing/command-line.ts";
import { openTest } from "~/testing/server.ts";
import { table } from "./table.ts";

let app: Awaited<ReturnType<typeof openTest>>;
let agented: ReturnType<typeof commandLine>;
beforeAll(async () => {
  app = await openTest();
  agented = commandLine(app);
});
afterAll(() => app[Symbol.asyncDispose]());

const LISTS = {
  executions: "executions",
  triggers: "triggers",
  schedules: "schedules",
  deliveries: "deliveries",
  accounts: "accounts",
  budgets: "budgets",
  projects: "projects",
};

test.each(Object.entries(LISTS))("%s list --json is exactly what the API answers", async (name, path) => {
  const { code, out, err } = await agented([name, "list", "--json"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(JSON.parse(out)).toEqual(await app.client.call("GET", `/admin/${path}`));
});

test("a list is a table for people, with the way to the rest", async () => {
  const { code, out, err } = await agented(["triggers", "list", "--limit", "2"]);
  const lines = out.trimEnd().split("\n");
  expect(code).toBe(0);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^ID +NAME +SOURCE +BACKEND +ENABLED$/);
  const [, cursor = ""] = /--cursor (trig-\w+)/.exec(err) ?? [];
  const rest = await agented(["triggers", "list", "--cursor", cursor]);
  expect(rest.out).not.toContain(lines[1]?.split(" ")[0] ?? "");
});

test("what a cell holds breaks no line and moves no cursor, and is as wide as it looks", () => {
  const rows = [
    { name: "one\u001b[31m\ntwo", n: 1 },
    { name: "日本", n: null },
  ];
  const text = table(rows, [
    ["name", ({ name }) => name],
    ["n", ({ n }) => n],
  ]);
  expect(text).toBe("NAME          N\none [31m two  1\n日本          -\n");
});

test("colours are for a terminal that wants them", async () => {
  await app.client.finished(await app.client.start(["true"]));
  const list = ["executions", "list"];
  expect((await agented(list, { terminal: true })).out).toContain("\u001b[32msucceeded\u001b[0m");
  const plain: { terminal?: boolean; env?: Record<string, string> }[] = [
    {},
    { terminal: true, env: { NO_COLOR: "1" } },
    { terminal: true, env: { TERM: "dumb" } },
  ];
  for (const given of plain) expect((await agented(list, given)).out).not.toContain("\u001b");
});

test("filters go to the server under its own names", async () => {
  const { id } = await app.client.trigger({ name: "filtered", backend_config: { command: ["false"] } });
  const { execution_id } = await app.client.call("POST", `/admin/triggers/${id}/run`, { tags: ["x"] });
  const { out } = await agented(["executions", "list", "--trigger-id", id, "--tag", "x", "--json"]);
  expect(JSON.parse(out).executions.map((one: { id: string }) => one.id)).toEqual([execution_id]);
});

test("a refusal is a sentence with its fields and the request's id, and exit 1", async () => {
  const refused = await agented(["executions", "list", "--status", "odd", "--since", "now"]);
  expect(refused).toMatchObject({ code: 1, out: "" });
  expect(refused.err).toMatch(/^agented: status: .+\n {2}since: .+\n {2}request id req-\w+\n$/);
  expect(await agented(["executions", "get", "exec-01kb3m6g000000000000"])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^agented: There is no execution exec-01kb3m6g000000000000/),
  });
});

test("--url wins over AGENTED_URL, and that over this machine's PORT", async () => {
  const list = (args: string[], env: Record<string, string>) => agented(["triggers", "list", ...args], { env });
  expect((await list([], { AGENTED_URL: "http://127.0.0.1:1" })).code).toBe(75);
  expect((await list(["--url", app.client.url], { AGENTED_URL: "http://127.0.0.1:1" })).code).toBe(0);
  expect((await list([], { AGENTED_URL: "", PORT: new URL(app.client.url).port })).code).toBe(0);
});

test("a server that is away, or has no room, is 75", async () => {
  const away = await agented(["triggers", "list", "--url", "http://127.0.0.1:1"]);
  expect(away).toMatchObject({ code: 75, err: expect.stringContaining("no server answers at http://127.0.0.1:1") });
  using busy = Bun.serve({ port: 0, fetch: () => Response.json({ detail: "Come again." }, { status: 429 }) });
  const refused = await agented(["triggers", "list", "--url", busy.url.href]);
  expect(refused).toEqual({ code: 75, out: "", err: "agented: Come again.\n" });
});

test.each([
  [["triggers", "list", "--url", "somewhere"], 2, "is no address"],
  [["triggers", "get"], 2, "missing required argument"],
  [["run", "x", "--payload", "{"], 2, "must be JSON"],
  [["triggers", "get", "Nobody"], 1, "there is no trigger Nobody"],
])("%j is %i", async (args, code, hint) => {
  const ran = await agented(args);
  expect(ran).toMatchObject({ code, out: "" });
  expect(ran.err).toContain(hint);
});

test("a name that several triggers have is nobody's", async () => {
  const one = await app.client.trigger({ name: "Twin" });
  const other = await app.client.trigger({ name: "Twin" });
  const { code, err } = await agented(["triggers", "get", "Twin"]);
  expect(code).toBe(1);
  expect(err).toContain(one.id);
  expect(err).toContain(other.id);
});

test("without a key in the environment the one that the server keeps is taken", async () => {
  const key = await Bun.file(`${app.data_dir}/api_key`).exists();
  expect(key).toBe(false);
  const env = { AGENTED_API_KEY: "" };
  expect(await agented(["triggers", "list"], { env })).toMatchObject({
    code: 1,
    err: expect.stringContaining("Send a key"),
  });
  await Bun.write(`${app.data_dir}/api_key`, `${app.client.key}\n`);
  expect(await agented(["triggers", "list"], { env })).toMatchObject({ code: 0 });
});

test("openapi is the server's document, version is ours", async () => {
  expect(JSON.parse((await agented(["openapi"])).out).openapi).toBe("3.1.0");
  const { out } = await agented(["version", "--json"]);
  expect(JSON.parse(out)).toEqual({ version: expect.any(String), commit: "checkout", bun: Bun.version });
});
