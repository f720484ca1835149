import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { schema } from "~/db/schema.ts";
import { openReceiver, type Receiver } from "~/testing/receiver.ts";
import { openTest } from "~/testing/server.ts";

let receiver: Receiver;
let app: Awaited<ReturnType<typeof openTest>>;

beforeEach(async () => {
  receiver = openReceiver();
  app = await openServer();
});
afterEach(async () => {
  await app[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const env = { TEAM_KEY: "sk-ant-a-key-of-the-team", HOOK_SECRET: "a-secret-of-a-hook", CHAT_URL: "" };
const openServer = () =>
  openTest({ ...env, CHAT_URL: `${receiver.url}/chat/T0/secret-path`, ALLOWED_PRIVATE_HOSTS: receiver.place });

const read = (from = app) => from.client.call("GET", "/admin/config");
const apply = (document: unknown, how: Record<string, boolean> = {}, status = 200, to = app) =>
  to.client.call("POST", "/admin/config/apply", { document, ...how }, status);
const summary = ({ changes }: { changes: { section: string; name: string; action: string }[] }) =>
  changes.map(({ section, name, action }) => `${action} ${section} ${name}`);

/** One of everything, naming what it can name. */
const everything = (path: string) => ({
  version: 1,
  products: [{ name: "Shop", description: "What we sell." }],
  projects: [{ kind: "local", name: "Shop checkout", path, product: "Shop" }],
  accounts: [
    { backend: "claude", name: "team", key: { variable: "ANTHROPIC_API_KEY", env: "TEAM_KEY" }, max_concurrent: 2 },
    { backend: "codex", name: "own", config_dir: "own" },
  ],
  default_chain: {
    entries: [{ backend: "claude", account: "team" }],
    ...{ on_usage_limit: "next_backend", rotate_accounts: false, on_error: { kind: "fail" } },
  },
  snippets: [{ name: "house-rules", text: "Be kind to {pr_author}." }],
  triggers: [
    {
      name: "Deploy failed",
      source: { kind: "webhook", filter: { path: "status", op: "eq", value: "failed" }, max_per_minute: 10 },
      secret_env: "HOOK_SECRET",
      prompt_template: "{snippet:house-rules} {payload.log}",
      chain: { entries: [{ backend: "claude", account: "team", model: "sonnet" }, { backend: "codex" }] },
      project: "Shop checkout",
      tags: ["deploy"],
    },
    {
      name: "Nightly",
      source: { kind: "schedule", cron: "0 3 * * *", timezone: "Europe/Berlin" },
      prompt_template: "Look around.",
      backend: "command",
      backend_config: { command: ["true"] },
      allowed_actions: ["comment"],
    },
  ],
  budgets: [
    { name: "All", scope: "global", window: "day", unit: "usd", hard_limit: 30 },
    { name: "Team", scope: "account", subject: "claude/team", window: "month", unit: "runs", soft_limit: 100 },
    { name: "Hook", scope: "trigger", subject: "Deploy failed", window: "week", unit: "minutes", hard_limit: 60 },
  ],
  channels: [{ name: "chat", target: { kind: "slack" }, secret_env: "CHAT_URL" }],
  notification_rules: [
    { name: "What broke", channel: "chat", trigger: "Nightly", project: "Shop checkout", events: ["failure"] },
  ],
  prices: [{ model: "mine", fields: { input_cost_per_token: 0.000001, output_cost_per_token: 0.000002 } }],
});

/** A directory for a local project. */
function checkout(): string {
  const path = join(app.data_dir, "..", `${app.data_dir.split("/").at(-1)}-checkout`);
  mkdirSync(path, { recursive: true });
  return path;
}

test("a document is laid down whole, and a second time changes nothing", async () => {
  const document = everything(checkout());
  const first = await apply(document);
  expect(summary(first)).toHaveLength(14);
  expect(new Set(first.changes.map(({ action }: { action: string }) => action))).toEqual(new Set(["create"]));
  expect(await apply(document)).toMatchObject({ changes: [], unchanged: 14, secrets: [] });
});

test("what is exported says the same, in names, and applied again changes nothing", async () => {
  const document = everything(checkout());
  await apply(document);
  const exported = await read();
  // What is matched is written into by the matcher.
  expect(structuredClone(exported)).toMatchObject({
    ...document,
    accounts: expect.arrayContaining([expect.objectContaining({ name: "own", config_dir: "own" })]),
    triggers: expect.arrayContaining([{ ...document.triggers[1], source: expect.anything(), model: null }]),
    budgets: document.budgets.toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    channels: [{ name: "chat", target: { kind: "slack" } }],
  });
  const text = JSON.stringify(exported);
  for (const secret of [
    "HOOK_SECRET",
    ...Object.values(env).filter(Boolean),
    "secret-path",
    '"id"',
    "trig-",
    "acct-",
    "proj-",
    "chan-",
  ])
    expect(text).not.toContain(secret);
  expect(await apply(exported, { prune: true })).toMatchObject({ changes: [] });
  expect(await read()).toEqual(exported);
});

test("an export of one server makes another its like", async () => {
  const path = checkout();
  await apply(everything(path));
  const exported = await read();
  const [channel] = exported.channels;
  const given = { ...exported, channels: [{ ...channel, secret_env: "CHAT_URL" }] };
  await using other = await openServer();
  const { secrets } = await apply(given, {}, 200, other);
  expect(secrets).toEqual([{ section: "triggers", name: "Deploy failed", secret: expect.any(String) }]);
  expect(await read(other)).toEqual(exported);
});

test("only what differs is changed, and the difference is said field by field", async () => {
  const document = everything(checkout());
  await apply(document);
  const [hook, nightly] = document.triggers;
  const changed = {
    ...document,
    triggers: [
      hook,
      { ...nightly, source: { kind: "schedule", cron: "0 4 * * *", timezone: "Europe/Berlin" }, tags: ["night"] },
    ],
  };
  const { changes } = await apply(changed, { dry_run: true });
  expect(changes).toEqual([
    {
      ...{ section: "triggers", name: "Nightly", action: "update" },
      differences: [
        { path: "source.cron", before: "0 3 * * *", after: "0 4 * * *" },
        { path: "tags", before: [], after: ["night"] },
      ],
    },
  ]);
  expect(summary(await apply(changed))).toEqual(["update triggers Nightly"]);
  expect(await apply(changed)).toMatchObject({ changes: [] });
});

test("a dry run does nothing, but finds what the real one would", async () => {
  const document = everything(checkout());
  const before = await read();
  const acts = () => app.ctx.db.orm.select().from(schema.audit_log).all().length;
  const written = acts();
  expect(summary(await apply(document, { dry_run: true }))).toHaveLength(14);
  expect(await read()).toEqual(before);
  expect(acts()).toBe(written);
  expect(existing("accounts")).toEqual([]);
  const bad = {
    ...document,
    budgets: [{ name: "x", scope: "trigger", subject: "Nobody", window: "day", unit: "usd", hard_limit: 1 }],
  };
  const problem = await apply(bad, { dry_run: true }, 400);
  expect(problem.errors).toEqual([{ path: "budgets[0].subject", message: "there is no trigger Nobody" }]);
});

function existing(folder: string): string[] {
  try {
    return readdirSync(join(app.data_dir, folder));
  } catch {
    return [];
  }
}

test("a mistake anywhere leaves everything as it was, and is named by its place", async () => {
  const before = await read();
  const document = everything(checkout());
  const [hook, nightly] = document.triggers;
  const cases: [unknown, string][] = [
    [
      { ...document, triggers: [hook, { ...nightly, source: { kind: "schedule", cron: "never" } }] },
      "triggers[1].source.cron",
    ],
    [{ ...document, triggers: [hook, { ...nightly, projct: "x" }] }, "triggers[1].projct"],
    [{ ...document, triggers: [{ ...hook, secret_env: "NOT_SET" }] }, "triggers[0].secret_env"],
    [{ ...document, triggers: [{ ...hook, secret_env: "AGENTED_API_KEY" }] }, "triggers[0].secret_env"],
    [{ ...document, triggers: [nightly, nightly] }, "triggers[1].name"],
    [{ ...document, triggers: [{ ...nightly, project: "Nowhere" }] }, "triggers[0].project"],
    [
      { ...document, triggers: [{ ...hook, chain: { entries: [{ backend: "codex", account: "no" }] } }] },
      "triggers[0].chain.entries[0].account",
    ],
    [{ ...document, channels: [{ name: "chat", target: { kind: "slack" } }] }, "channels[0].target.url"],
    [
      { ...document, accounts: [{ backend: "claude", name: "team", key: { variable: "ANTHROPIC_API_KEY" } }] },
      "accounts[0].key.env",
    ],
    [{ ...document, projects: [{ kind: "local", name: "x", path: "/does/not/exist" }] }, "projects[0].path"],
    [{ ...document, version: 2 }, "version"],
    [
      { ...document, prices: [{ model: "mine", fields: { input_cost_per_token: -1, output_cost_per_token: 0 } }] },
      "prices[0].fields.input_cost_per_token",
    ],
  ];
  for (const [given, path] of cases) {
    const problem = await apply(given, {}, 400);
    expect(problem.errors[0].path).toBe(path);
    expect(problem.detail).toStartWith(`${path}: `);
  }
  expect(await read()).toEqual(before);
});

test("nothing is deleted unless asked for, and then what names others first", async () => {
  await apply(everything(checkout()));
  const less = {
    version: 1,
    products: [],
    projects: [],
    accounts: [],
    snippets: [],
    triggers: [],
    budgets: [],
    channels: [],
    notification_rules: [],
    prices: [],
  };
  expect(await apply(less)).toMatchObject({ changes: [] });
  const chained = {
    ...less,
    default_chain: { entries: [], on_usage_limit: "hold", rotate_accounts: false, on_error: { kind: "fail" } },
  };
  const { changes } = await apply(chained, { prune: true });
  const deleted = summary({ changes }).filter((one) => one.startsWith("delete"));
  expect(deleted.slice(0, 3)).toEqual([
    "delete prices mine",
    "delete notification_rules What broke",
    "delete budgets All",
  ]);
  expect(deleted.filter((one) => one.includes("accounts"))).toEqual([
    "delete accounts claude/team",
    "delete accounts codex/own",
  ]);
  expect(await apply(chained, { prune: true })).toMatchObject({ changes: [] });
});

test("pruning leaves alone what the document does not speak of", async () => {
  await apply(everything(checkout()));
  expect(summary(await apply({ version: 1, prices: [] }, { prune: true }))).toEqual(["delete prices mine"]);
  expect((await read()).triggers.length).toBeGreaterThan(2);
});

test("another secret in the variable is a difference, and what is said of it is its name", async () => {
  const document = everything(checkout());
  const [hook] = document.triggers;
  const created = await apply({
    ...document,
    triggers: [{ ...hook, secret_env: undefined }],
    budgets: [],
    notification_rules: [],
  });
  expect(created.secrets).toHaveLength(1);
  const { changes } = await apply({ version: 1, triggers: [hook] });
  expect(changes).toEqual([
    {
      section: "triggers",
      name: "Deploy failed",
      action: "update",
      differences: [{ path: "secret_env", after: "HOOK_SECRET" }],
    },
  ]);
  expect(await apply({ version: 1, triggers: [hook] })).toMatchObject({ changes: [] });
});

test("two of one name are told apart by nobody: the export refuses and says which", async () => {
  await app.client.trigger({ name: "Twin" });
  await app.client.trigger({ name: "Twin" });
  const problem = await app.client.call("GET", "/admin/config", undefined, 409);
  expect(problem.detail).toMatch(/^triggers: trig-\w+ and trig-\w+ are both called Twin/);
});

test("what is applied is written down act by act", async () => {
  await apply({ version: 1, products: [{ name: "Shop" }], snippets: [{ name: "a", text: "b" }] });
  const { entries } = await app.client.call("GET", "/admin/audit?limit=3");
  expect(entries.map(({ action }: { action: string }) => action)).toEqual([
    "config.applied",
    "snippet.created",
    "product.created",
  ]);
  expect(new Set(entries.map(({ request_id }: { request_id: string }) => request_id)).size).toBe(1);
});
