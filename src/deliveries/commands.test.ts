import { afterAll, beforeAll, expect, test } from "bun:test";
import { features } from "~/features.ts";
import { buildApp } from "~/http/app.ts";
import { fakeClock } from "~/kit/clock.ts";
import { signature } from "~/testing/deliver.ts";
import { comment, fromGithub, GITHUB_SECRET, githubTrigger } from "~/testing/github.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { deliveryRoutes } from "./routes.ts";
import type { Seams } from "./writers.ts";

const clock = fakeClock();
let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest({ GITHUB_WEBHOOK_SECRET: GITHUB_SECRET }, { clock });
  await githubTrigger(app.client, { events: ["issue_comment"], command: "/agented" });
});
afterAll(() => app[Symbol.asyncDispose]());

/** The receiver with somebody to ask. */
function asking(mayWrite: Seams["mayWrite"]) {
  const { access } = features(app.ctx);
  const http = buildApp(app.ctx, { access, routes: [["/", deliveryRoutes(app.ctx, { mayWrite })]] });
  return async (payload: unknown, id = crypto.randomUUID()) => {
    const body = JSON.stringify(payload);
    const signed = { "X-Hub-Signature-256": signature(GITHUB_SECRET, body), "X-GitHub-Delivery": id };
    const headers = { ...signed, "X-GitHub-Event": "issue_comment" };
    const receipt = await (await http.request("/api/webhooks/github", { method: "POST", body, headers })).json();
    const { verdicts } = await app.client.call("GET", `/admin/deliveries/${receipt.delivery_id}`);
    return { status: receipt.status, executions: receipt.execution_ids.length, why: verdicts.at(-1)?.why };
  };
}

let said = 0;
const command = (association?: string) => comment(`/agented look ${++said}`, association);

test("who may write is obeyed, and the rest of the line is the message", async () => {
  const { execution_ids } = await fromGithub(app.client, "issue_comment", command());
  expect((await app.client.execution(execution_ids[0])).prompt).toContain(`>look ${said}</untrusted-`);
});

test("a stranger's command starts nothing, and nobody is asked about him", async () => {
  const asked: string[] = [];
  const send = asking(async (repository, login) => {
    asked.push(`${repository} ${login}`);
    return true;
  });
  for (const association of ["NONE", "CONTRIBUTOR", "FIRST_TIMER", ""]) {
    const told = await send(command(association));
    expect(told).toEqual({
      status: "ignored",
      executions: 0,
      why: `"jo" is "${association}" to the repository and may give no commands`,
    });
  }
  expect(asked).toEqual([]);
  expect(await send(comment("no command"))).toMatchObject({ executions: 0 });
  expect(asked).toEqual([]);
  expect(await send(command())).toMatchObject({ status: "accepted", executions: 1 });
  expect(asked).toEqual(["o/r jo"]);
});

const UNKNOWN = 'GitHub did not say whether "jo" may write to the repository: redeliver it later';

test.each<[string, Seams["mayWrite"], string]>([
  ["says no", async () => false, '"jo" may not write to the repository, and so may give no commands'],
  ["cannot say", async () => undefined, UNKNOWN],
  ["fails", () => Promise.reject(new Error("offline")), UNKNOWN],
])("when GitHub %s, the command is refused and may come again", async (_, mayWrite, why) => {
  const payload = command();
  const id = crypto.randomUUID();
  app.ctx.log.level = "silent";
  expect(await asking(mayWrite)(payload, id)).toEqual({ status: "ignored", executions: 0, why });
  expect(await asking(async () => true)(payload, id)).toMatchObject({ status: "accepted", executions: 1 });
});

test("GitHub is given three seconds, and no transaction waits for it", async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const answer = asking(() => {
    resolve(undefined);
    return new Promise(() => {});
  })(command());
  await promise;
  expect(app.ctx.db.sqlite.inTransaction).toBe(false);
  expect(await fromGithub(app.client, "star", { n: said })).toMatchObject({ status: "ignored" });
  const told = until("the answer", async () => {
    clock.advance(1_000);
    return Promise.race([answer, Promise.resolve(undefined)]);
  });
  expect(await told).toEqual({ status: "ignored", executions: 0, why: UNKNOWN });
});
