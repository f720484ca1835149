import { expect, test } from "bun:test";
import { until } from "~/testing/until.ts";
import { followBudgets } from "./index.ts";
import { door, finished, midway, openStage, spenderOf, tokens } from "./testing.ts";

test("a follower hears once and in order what budgets do, from when it first followed on", async () => {
  await using stage = await openStage();
  const { ctx, client, clock } = stage;
  const budget = { name: "Small", scope: "global", window: "day", unit: "tokens", soft_limit: 10, hard_limit: 100 };
  const { id } = await client.call("POST", "/admin/budgets", budget, 201);
  const heard: string[] = [];
  const follow = () =>
    followBudgets(ctx, "test", (_tx, _after, { event, name }) =>
      heard.push(`${name} ${event.kind} ${event.execution_id}`),
    );
  const { close, admit, exceeded, meter } = door(ctx);

  const [before, one, two] = [spenderOf(ctx), spenderOf(ctx), spenderOf(ctx)];
  admit(before);
  close(before, finished(tokens({ input: 20 })));
  follow();
  admit(one);
  meter(one, midway({ input: 200 }));
  exceeded(one);
  admit(two);
  const told = async (count: number) =>
    until(`${count} of them`, () => {
      clock.advance(0);
      return heard.length === count && heard;
    });
  expect(await told(2)).toEqual([`Small stopped ${one.execution_id}`, `Small refused ${two.execution_id}`]);

  await client.call("DELETE", `/admin/budgets/${id}`, undefined, 204);
  follow();
  clock.advance(60_000);
  expect(heard.length).toBe(2);
});
