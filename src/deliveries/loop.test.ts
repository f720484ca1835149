import { afterAll, beforeAll, expect, test } from "bun:test";
import { mark } from "~/kit/marker.ts";
import { deliver, SECRET, webhook } from "~/testing/deliver.ts";
import { comment, fromGithub, GITHUB_SECRET, githubTrigger } from "~/testing/github.ts";
import { openTest } from "~/testing/server.ts";

let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest({ GITHUB_WEBHOOK_SECRET: GITHUB_SECRET });
});
afterAll(() => app[Symbol.asyncDispose]());

test("a bot that comments on its own comment is stopped after five hops, with a record that says so", async () => {
  const { id } = await githubTrigger(app.client, { events: ["issue_comment"] });
  const hops: number[] = [];
  let told = await fromGithub(app.client, "issue_comment", comment("Please look."));
  let last = "";
  while (told.status === "accepted" && hops.length < 20) {
    last = told.execution_ids[0];
    hops.push((await app.client.finished(last)).hops);
    told = await fromGithub(app.client, "issue_comment", comment(mark(`Answer ${hops.length}`, last)));
  }
  expect(hops).toEqual([0, 1, 2, 3, 4, 5]);
  expect(told).toMatchObject({ status: "loop", execution_ids: [] });
  const shown = await app.client.call("GET", `/admin/deliveries/${told.delivery_id}`);
  const why = `${last} led to it by what it did, and 5 executions in a row did so before: it is a loop`;
  expect(shown).toMatchObject({ status: "loop", hops: 6 });
  for (const verdict of shown.verdicts) expect(verdict).toMatchObject({ holds: false, why });
  // A person who plays it again is told the same.
  const replayed = await app.client.call("POST", `/admin/deliveries/${told.delivery_id}/replay`, {});
  expect(replayed).toMatchObject({ status: "loop", execution_ids: [] });
  await app.client.call("DELETE", `/admin/triggers/${id}`, undefined, 204);
});

test("a forged mark makes an event only more suspicious", async () => {
  await webhook(app.client);
  const unknown = "exec-00000000000000000000";
  const far = app.ctx.db.sqlite.query<{ id: string }, []>("SELECT id FROM executions WHERE hops = 5").get()?.id ?? "";
  const hopsAfter = async (text: string) => {
    const { execution_ids, status } = await deliver(app.client, { text }, { secret: SECRET });
    return execution_ids.length === 0 ? status : (await app.client.execution(execution_ids[0])).hops;
  };
  expect(await hopsAfter("no mark")).toBe(0);
  expect(await hopsAfter(mark("one that nobody knows", unknown))).toBe(1);
  // One of little account beside the true one hides nothing.
  expect(await hopsAfter(`${mark("", unknown)} ${mark("", far)}`)).toBe("loop");
  const crowd = Array.from({ length: 501 }, (_, i) => mark("", `exec-${String(i).padStart(20, "0")}`));
  expect(await hopsAfter(crowd.join(""))).toBe("loop");
});
