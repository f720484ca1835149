import type { Client } from "./client.ts";
import { deliver } from "./deliver.ts";
import { gitServer } from "./git-server.ts";
import { openTest } from "./server.ts";
import { until } from "./until.ts";
import { addWorkflows } from "./workflow-scene.ts";

/** What lies under an id, for the pages that show one thing. */
export interface Ids {
  done: string;
  failed: string;
  live: string;
  coloured: string;
  trigger: string;
  delivery: string;
  project: string;
  workflow: string;
  run: string;
  waiting: string;
}

export interface Scene extends AsyncDisposable {
  client: Client;
  ids: Ids;
}

const SECRET = "a secret of the scene";
const COLOURS = "printf '\\033[31mred\\033[0m and \\033[1;32mgreen\\033[0m\\n'; echo to stderr >&2; seq 300";

/** A server as a team has it: every kind of thing is there, made as a person makes it, by the fake CLIs. */
export async function openScene(): Promise<Scene> {
  const host = gitServer();
  const app = await openTest({ ALLOWED_PRIVATE_HOSTS: host.host });
  const { client } = app;
  const project = await addProject(client, host.repo("shop").url);
  const ids = {
    ...{ project, ...(await addRuns(client, project)), ...(await addDelivery(client)) },
    ...(await addWorkflows(client, project)),
  };
  await addLimits(client);
  return {
    ...{ client, ids },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      host[Symbol.dispose]();
    },
  };
}

async function addProject(client: Client, url: string): Promise<string> {
  const { id } = await client.call("POST", "/admin/projects", { name: "Shop", kind: "git", url }, 201);
  await until("it is cloned", async () => (await client.call("GET", `/admin/projects/${id}`)).status === "ready");
  return id;
}

async function addRuns(client: Client, project_id: string) {
  const agent = { backend: "claude", project_id, tags: ["nightly"] };
  const review = await client.trigger({ ...agent, name: "Review pull requests", permissions: "read_only" });
  const write = "say I looked at the **basket** and wrote a test.; write basket.test.ts test(); spend 2";
  const done = await run(client, (await client.trigger({ ...agent, name: "Write the missing tests" })).id, write);
  await client.finished(done);
  await client.finished(await run(client, review.id, "say Nothing to complain of."));
  const codex = await client.trigger({ name: "Explain the failure", backend: "codex", project_id });
  await client.finished(await run(client, codex.id, "say The cache is cold."));
  const failed = await client.start(["sh", "-c", "echo connecting; echo refused >&2; exit 3"], {
    name: "Nightly report",
  });
  await client.finished(failed);
  const coloured = await client.start(["sh", "-c", COLOURS], { name: "Build the shop", tags: ["nightly"] });
  await client.finished(coloured);
  const live = await client.start(["sh", "-c", "echo watching the door; sleep 300"], { name: "Watch the door" });
  await until("it runs", async () => (await client.execution(live)).status === "running");
  return { done, failed, live, coloured, trigger: review.id };
}

async function run(client: Client, trigger: string, message: string): Promise<string> {
  return (await client.call("POST", `/admin/triggers/${trigger}/run`, { message })).execution_id;
}

async function addDelivery(client: Client): Promise<{ delivery: string }> {
  const source = { kind: "webhook", secret: SECRET };
  const filter = { path: "level", op: "eq", value: "critical" };
  await client.trigger({ name: "Look into alerts", source: { ...source, filter } });
  await deliver(client, { level: "critical", text: "The basket is empty for everybody." }, { secret: SECRET });
  await deliver(client, { level: "info", text: "All is well." }, { secret: SECRET });
  const { deliveries } = await client.call("GET", "/admin/deliveries");
  return { delivery: deliveries.at(-1).id };
}

async function addLimits(client: Client): Promise<void> {
  const source = { kind: "schedule", cron: "30 4 * * 1-5", timezone: "Europe/Berlin" };
  await client.trigger({ name: "Every morning", source });
  const budget = { name: "Of the day", scope: "global", window: "day", unit: "usd", hard_limit: 20, soft_limit: 15 };
  await client.call("POST", "/admin/budgets", budget, 201);
  const login = {
    backend: "claude",
    name: "Second login",
    key: { variable: "ANTHROPIC_API_KEY", secret: "key-of-the-scene" },
  };
  await client.call("POST", "/admin/accounts", login, 201);
  await client.call("POST", "/admin/keys", { name: "ci", scopes: ["run"] }, 201);
}
