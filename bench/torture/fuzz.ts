import fc from "fast-check";
import { answerOf, type Client } from "~/testing/client.ts";
import { Contract, type Operation } from "~/testing/contract.ts";
import { Ids } from "./fuzz-ids.ts";
import { type Request, requestsOf } from "./fuzz-requests.ts";
import { Home } from "./home.ts";
import type { Script } from "./script.ts";

const SLOW_MS = 5_000;
const SECRET = "a-secret-of-the-fuzz";
/** Limits would end the fuzz early: all that follows is 429. */
const ENV = {
  MAX_CONCURRENT_EXECUTIONS: "2",
  GITHUB_WEBHOOK_SECRET: SECRET,
  ALLOWED_PRIVATE_HOSTS: "127.0.0.1:9",
  FAILED_KEYS_PER_MINUTE: "100000",
  FAILED_KEYS_PER_MINUTE_IN_ALL: "100000",
  UNVERIFIED_DELIVERIES_PER_10_SECS: "100000",
  UNVERIFIED_GITHUB_DELIVERIES_PER_MINUTE: "100000",
};

export const fuzz: Script = {
  name: "fuzz",
  what: "requests made of our own document: no failure of ours, and each answer as the document says",
  async run({ short, root, random }) {
    await using home = await Home.open(root, { env: ENV });
    const { client } = home;
    const contract = new Contract(await client.call("GET", "/openapi/openapi.json"));
    const ids = new Ids();
    const good = await prepare(client, ids, root);
    const answers: Answered[] = [];
    for (const operation of inOrder(contract.operations)) {
      const requests = requestsOf(operation, contract.document, ids, good[nameOf(operation)]);
      const sampling = { numRuns: short ? 10 : 200, seed: Math.floor(random() * 2 ** 31) };
      for (const request of fc.sample(requests, sampling)) answers.push(await put(client, contract, ids, request));
    }
    // If nobody listened to us any more, all that came last would be refused as it should.
    await client.call("GET", "/admin/triggers");
    const failures = new Set(answers.flatMap(({ wrong }) => wrong ?? []));
    return { rounds: answers.length, failures: [...failures], figure: figureOf(answers, contract) };
  },
};

interface Answered {
  operation: Operation;
  status: number;
  ms: number;
  wrong: string | undefined;
}

function figureOf(answers: Answered[], { operations }: Contract): string {
  const counts = Map.groupBy(answers, ({ status }) => status);
  const statuses = [...counts].sort(([one], [other]) => one - other).map(([status, of]) => `${of.length} × ${status}`);
  const taken = new Set(answers.flatMap(({ operation, status }) => (status < 300 ? operation : [])));
  const slowest = Math.max(...answers.map(({ ms }) => ms));
  const reached = `${taken.size} of ${operations.length} operations did what they were asked`;
  return `${statuses.join(", ")}; ${reached}; slowest ${slowest.toFixed(0)} ms (${SLOW_MS})`;
}

/** What no chance finds: a secret that fits, executions that have ended, and a good body for each that makes a row. */
async function prepare(client: Client, ids: Ids, dir: string): Promise<Record<string, unknown>> {
  await client.trigger({ source: { kind: "webhook", secret: SECRET } });
  await client.finished(await client.start(["sh", "-c", "echo x > $AGENTED_ARTIFACTS_DIR/a"]));
  const ended = await client.start(["false"]);
  await client.finished(ended);
  const command = { backend: "command", backend_config: { command: ["cat"] }, prompt_template: "{message}" };
  const schedule = { cron: "0 9 * * *", timezone: "Europe/Berlin" };
  const target = { kind: "webhook", url: "http://127.0.0.1:9" };
  const channel = await client.call("POST", "/admin/channels", { name: "first", target }, 201);
  await client.trigger({ source: { kind: "schedule", ...schedule } });
  const { entries } = await client.call("GET", "/admin/audit");
  ids.spare(JSON.stringify(entries.map(({ key_id }: { key_id: string }) => key_id)));
  ids.learn(JSON.stringify(entries));
  return {
    "POST /admin/stream-tokens": { path: `/admin/executions/${ended}/stream` },
    "POST /admin/triggers": { name: "a", source: { kind: "manual" }, ...command },
    "POST /admin/triggers/preview": { prompt_template: "{message}" },
    "POST /admin/accounts": { backend: "claude", name: "a", config_dir: "own" },
    "POST /admin/schedules/preview": schedule,
    "POST /admin/projects": { name: "a", kind: "local", path: dir },
    "POST /admin/channels": { name: "a", target },
    "POST /admin/notification-rules": { name: "a", channel_id: channel.id, events: ["failure"] },
    "POST /admin/budgets": { name: "a", scope: "global", window: "day", unit: "runs", hard_limit: 1e6 },
    "POST /admin/executions/{id}/answer": { answer: "continue" },
    "POST /admin/executions/{id}/continue": { message: "and now" },
    "POST /admin/triggers/{id}/revisions/{number}/restore": {},
  };
}

function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}

/** First what makes rows, then what reads and changes them, at last what takes them away. */
function inOrder(operations: readonly Operation[]): Operation[] {
  const turn = ({ method, path }: Operation) =>
    method === "DELETE" ? 3 : method === "POST" && !path.includes("{") ? 0 : method === "GET" ? 1 : 2;
  return [...operations].sort((one, other) => turn(one) - turn(other));
}

async function put(client: Client, contract: Contract, ids: Ids, request: Request): Promise<Answered> {
  const { operation, path, query, body } = request;
  const { method } = operation;
  const sent = body === undefined ? {} : { body, headers: { "Content-Type": "application/json", ...signed(body) } };
  const began = performance.now();
  const response = await client.fetch(query ? `${path}?${query}` : path, { method, ...sent });
  const answer = await answerOf(path, method, response);
  const ms = performance.now() - began;
  if (answer.body === undefined) await response.body?.cancel();
  else ids.learn(JSON.stringify(answer.body));
  const { status } = answer;
  const failed = status >= 500 ? `${nameOf(operation)} answered ${status}: ${JSON.stringify(answer.body)}` : undefined;
  const slow = ms > SLOW_MS ? `${nameOf(operation)} took ${ms.toFixed(0)} ms` : undefined;
  const wrong = failed ?? contract.breach(answer) ?? slow;
  return { operation, status, ms, wrong: wrong && `${wrong}\n    ${shown(request)}` };
}

/** As GitHub and other senders sign; whoever is not a receiver does not look. */
function signed(body: Uint8Array): Record<string, string> {
  const signature = `sha256=${new Bun.CryptoHasher("sha256", SECRET).update(body).digest("hex")}`;
  return {
    "X-Hub-Signature-256": signature,
    "X-Webhook-Signature-256": signature,
    "X-GitHub-Event": "pull_request",
  };
}

function shown({ operation, path, query, body }: Request): string {
  const text = body ? new TextDecoder().decode(body) : "";
  return `${operation.method} ${path}?${query}`.slice(0, 300) + ` ${text}`.slice(0, 600);
}
