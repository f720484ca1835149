import { expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";

interface Laid {
  id: string;
  name: string;
  prompt_template: string;
  enabled: boolean;
}

test("what the first start lays is disabled; what becomes of it is the owner's, at every start", async () => {
  const first = await openTest();
  const laid: Laid[] = (await first.client.call("GET", "/admin/triggers")).triggers;
  const [edited, deleted, ...others] = laid;
  if (!edited || !deleted) throw new Error("nothing was laid");
  expect(others.length).toBeGreaterThan(0);
  expect(laid.filter(({ enabled }) => enabled)).toEqual([]);
  const mine = { name: "mine", prompt_template: "My own words: {message}", enabled: true };
  await first.client.call("PATCH", `/admin/triggers/${edited.id}`, mine, 200);
  await first.client.call("DELETE", `/admin/triggers/${deleted.id}`, undefined, 204);
  await first.close();
  await (await openTest({ AGENTED_DATA_DIR: first.data_dir })).close();
  await using third = await openTest({ AGENTED_DATA_DIR: first.data_dir });
  const stays: Laid[] = (await third.client.call("GET", "/admin/triggers")).triggers;
  expect(stays.map(({ id }) => id)).toEqual(laid.map(({ id }) => id).filter((id) => id !== deleted.id));
  expect(stays[0]).toMatchObject(mine);
}, 20_000);
