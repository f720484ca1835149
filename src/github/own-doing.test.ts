import { expect, test } from "bun:test";
import { fromGithub, githubTrigger } from "~/testing/github.ts";
import { startGithubStub } from "~/testing/github-stub.ts";
import { openTest } from "~/testing/server.ts";
import { REPOSITORY, SHA, settled } from "./testing.ts";

const US = { login: "agented-test[bot]" };
const repository = { full_name: REPOSITORY };
let serial = 0;

/** Somebody has put a label on an issue. */
function labelled(sender: { login: string }, name = "seen") {
  const issue = { number: 5, title: `At ${++serial}`, author_association: "MEMBER" };
  return { action: "labeled", issue, label: { name }, sender, repository };
}

test("a bot that labels what it has labelled is stopped after five hops; a person who does is not", async () => {
  await using github = startGithubStub();
  await using app = await openTest(github.app);
  const outcome = { actions: [{ kind: "labels", add: ["seen"] }] };
  await githubTrigger(
    app.client,
    { events: ["issues"], actions: ["labeled"] },
    { backend: "claude", prompt_template: `outcome ${JSON.stringify(outcome)}`, allowed_actions: ["labels"] },
  );
  const send = (event: unknown) => fromGithub(app.client, "issues", event);
  const hops: number[] = [];
  let told = await send(labelled({ login: "amy" }));
  while (told.status === "accepted" && hops.length < 20) {
    await settled(app.client, told.execution_ids[0], 1);
    hops.push((await app.client.execution(told.execution_ids[0])).hops);
    told = await send(labelled(US));
  }
  expect(hops).toEqual([0, 1, 2, 3, 4, 5]);
  expect(told).toMatchObject({ status: "loop", execution_ids: [] });
  for (const [event, far] of [
    [labelled({ login: "amy" }), 0],
    [labelled(US, "other"), 0],
  ] as const) {
    const [id = ""] = (await send(event)).execution_ids;
    expect((await app.client.execution(id)).hops).toBe(far);
  }
});

test("a check suite of our own counts as a hop, and nobody else's does", async () => {
  await using github = startGithubStub();
  await using app = await openTest(github.app);
  await githubTrigger(app.client, { events: ["push", "check_suite"] }, { allowed_actions: ["check"] });
  const first = await fromGithub(app.client, "push", { after: SHA, repository });
  await settled(app.client, first.execution_ids[0], 1);
  const suite = (slug: string) => ({ action: "completed", check_suite: { head_sha: SHA, app: { slug } }, repository });
  const after = async (slug: string) => {
    const { execution_ids } = await fromGithub(app.client, "check_suite", suite(slug));
    const { hops } = await app.client.execution(execution_ids[0]);
    await settled(app.client, execution_ids[0], 1);
    return hops;
  };
  expect([await after("agented-test"), await after("github-actions")]).toEqual([1, 0]);
});
