import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { type GithubStub, startGithubStub } from "~/testing/github-stub.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { OTHER_SHA, proposing, pullEvent, settled, started } from "./testing.ts";

let github: GithubStub;
let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  github = startGithubStub();
  app = await openTest({ ...github.app, PUBLIC_URL: "https://agented.example" });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await github.stop();
});
beforeEach(() => {
  const { state } = github;
  Object.assign(state, { comments: [], reviews: [], checks: [], pulls: [], labels: new Map(), diff: undefined });
});

/** What GitHub has by now, as a copy: a matcher of Bun's takes the place of what it matched. */
const seen = () => structuredClone({ ...github.state, diff: undefined });

test("a repository that is limited keeps none but its own actions waiting", async () => {
  const trigger = await proposing(
    app.client,
    { actions: [{ kind: "comment", body: "x" }] },
    { allowed_actions: ["comment"] },
  );
  github.fail({ at: /^POST .*octo\/slow\/issues/, status: 429, headers: { "retry-after": "3600" } });
  const event = (full_name: string) => ({ ...pullEvent("opened"), repository: { full_name } });
  const slow = await started(app.client, event("octo/slow"), trigger);
  const pending = async () => (await app.client.call("GET", `/admin/executions/${slow}/actions`)).actions[0];
  await until("the limit", async () => (await pending())?.not_before);
  await settled(app.client, await started(app.client, event("octo/quick"), trigger), 1);
  expect(await pending()).toMatchObject({ status: "pending", repository: "octo/slow" });
  expect(seen().comments).toMatchObject([{ repository: "octo/quick" }]);
});

test("an action that waits keeps back its own execution's and its comment's, and no others of the repository", async () => {
  const outcome = { actions: [{ kind: "comment", body: "x" }] };
  const [slow, quick] = [
    await proposing(app.client, outcome, { allowed_actions: ["comment"] }),
    await proposing(app.client, outcome, { allowed_actions: ["comment"] }),
  ];
  github.fail({ at: /^POST .*octo\/hello\/issues/, status: 429, headers: { "retry-after": "3600" } });
  const first = await started(app.client, pullEvent("opened"), slow);
  const actionOf = async (id: string) => (await app.client.call("GET", `/admin/executions/${id}/actions`)).actions[0];
  await until("the limit", async () => (await actionOf(first))?.not_before);
  const second = await started(app.client, pullEvent("synchronize", {}, OTHER_SHA), slow);
  await until("its action", () => actionOf(second));
  await settled(app.client, await started(app.client, pullEvent("opened"), quick), 1);
  expect([await actionOf(first), await actionOf(second)]).toMatchObject([{ status: "pending" }, { status: "pending" }]);
  expect(seen().comments).toHaveLength(1);
});
