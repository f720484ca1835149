import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { type GithubStub, startGithubStub } from "~/testing/github-stub.ts";
import { openTest, spawnServer } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { proposing, pullEvent, settled, started } from "./testing.ts";

let github: GithubStub;
beforeAll(() => {
  github = startGithubStub();
});
afterAll(() => github.stop());
beforeEach(() => Object.assign(github.state, { comments: [], reviews: [], checks: [] }));

const OUTCOME = {
  verdict: "pass",
  actions: [
    { kind: "comment", body: "Seen." },
    { kind: "review", verdict: "comment", body: "Read." },
  ],
};

/** GitHub has done it, and its answer never comes: all that a crash between request and row can leave. */
const LOST: [string, RegExp, (stub: GithubStub) => number][] = [
  ["the check run", /^POST .*check-runs$/, ({ state }) => state.checks.length],
  ["the comment", /^POST .*issues\/5\/comments$/, ({ state }) => state.comments.length],
  ["the review", /^POST .*reviews$/, ({ state }) => state.reviews.length],
];

test.each(LOST)(
  "kill -9 after %s was posted and before its row says so doubles nothing",
  async (_, at, count) => {
    const first = await spawnServer(github.app);
    const trigger = await proposing(first.client, OUTCOME);
    github.fail({ at, silent: true });
    const execution = await started(first.client, pullEvent("opened"), trigger);
    await until("the post", () => count(github) === 1);
    await first.kill("SIGKILL");
    await using second = await spawnServer({ ...github.app, AGENTED_DATA_DIR: first.data_dir });
    const actions = await settled(second.client, execution, 3);
    expect(actions.map(({ status }: { status: string }) => status)).toEqual(["done", "done", "done"]);
    const { checks, comments, reviews } = github.state;
    expect([checks.length, comments.length, reviews.length]).toEqual([1, 1, 1]);
    expect(checks[0]?.status).toBe("completed");
  },
  30_000,
);

test("what is pending when the server closes is done by the next one", async () => {
  const first = await openTest(github.app);
  const trigger = await proposing(first.client, OUTCOME, { allowed_actions: ["comment"] });
  github.fail({ at: /^POST .*issues\/5\/comments$/, silent: true });
  const execution = await started(first.client, pullEvent("opened"), trigger);
  await until("the comment", () => github.state.comments.length === 1);
  await first.close();
  await using second = await openTest({ ...github.app, AGENTED_DATA_DIR: first.data_dir });
  expect(await settled(second.client, execution, 2)).toMatchObject([{ status: "done" }, { status: "refused" }]);
  expect(github.state.comments).toHaveLength(1);
});
