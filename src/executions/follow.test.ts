import { expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { followExecutions } from "./follow.ts";
import { execution_news } from "./tables.ts";

test("a follower hears once and in order how each execution fared, also over a restart", async () => {
  const first = await openTest();
  const heard: string[] = [];
  const follow = (app: typeof first) =>
    followExecutions(app.ctx, "test", (_tx, _after, { execution, status }) => heard.push(`${execution.id} ${status}`));
  follow(first);
  const one = await first.client.start(["true"]);
  await first.client.finished(one);
  await until("the news", () => heard.length === 2);
  await first.close();
  await using second = await openTest({ AGENTED_DATA_DIR: first.data_dir });
  const two = await second.client.start(["false"]);
  await second.client.finished(two);
  follow(second);
  await until("the news", () => heard.length === 4);
  expect(heard).toEqual([`${one} running`, `${one} succeeded`, `${two} running`, `${two} failed`]);
  expect(second.ctx.db.orm.select().from(execution_news).all()).toEqual([]);
});

test("a follower that fails takes nothing in, and tries again", async () => {
  await using app = await openTest();
  let tries = 0;
  followExecutions(app.ctx, "test", () => {
    tries += 1;
    if (tries === 1) throw new Error("not now");
  });
  await app.client.finished(await app.client.start(["true"]));
  await until("all of it", () => tries === 3);
}, 20_000);
