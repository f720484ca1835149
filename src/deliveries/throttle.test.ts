import { expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { deliver, post, webhook } from "~/testing/deliver.ts";
import { fromGithub, GITHUB_SECRET } from "~/testing/github.ts";
import { openTest } from "~/testing/server.ts";

test("an address that sends too many a second is refused what would be one more, and then not", async () => {
  const clock = fakeClock();
  const env = { VERIFIED_DELIVERIES_PER_SEC: "3", GITHUB_WEBHOOK_SECRET: GITHUB_SECRET };
  await using app = await openTest(env, { clock });
  await webhook(app.client, {}, { enabled: false });
  await deliver(app.client, { n: 1 });
  await deliver(app.client, { n: 2 });
  await fromGithub(app.client, "push", { n: 3 });
  const refused = await post(app.client, '{"n":4}');
  expect([refused.status, refused.headers.get("Retry-After")]).toEqual([429, "1"]);
  expect((await refused.json()).detail).toBe("More than 3 deliveries a second came from this address.");
  await fromGithub(app.client, "push", { n: 5 }, {}, 429);
  expect((await app.client.call("GET", "/admin/deliveries")).deliveries).toHaveLength(3);
  clock.advance(1_000);
  await deliver(app.client, { n: 4 });
});

test("a trigger takes as many a minute as it says, and what is refused is not stored", async () => {
  const clock = fakeClock();
  await using app = await openTest({}, { clock });
  const slow = await webhook(app.client, { max_per_minute: 2 });
  await webhook(app.client, { secret: "that of another" });
  await deliver(app.client, { n: 1 });
  await deliver(app.client, { n: 2 });
  clock.advance(20_000);
  const refused = await post(app.client, '{"n":3}');
  expect([refused.status, refused.headers.get("Retry-After")]).toEqual([429, "10"]);
  expect((await refused.json()).detail).toBe(`${slow.id} takes 2 deliveries a minute.`);
  await deliver(app.client, { n: 3 }, { secret: "that of another" });
  clock.advance(10_000);
  expect(await deliver(app.client, { n: 3 })).toMatchObject({ status: "accepted" });
});
