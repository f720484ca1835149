import { expect, test } from "bun:test";
import { ended, give, openTest, published, started } from "./testing.ts";

test("W18: what a trigger is when its time comes decides: changed it starts the other workflow, switched off and deleted none", async () => {
  await using app = await openTest();
  const call = app.client.call.bind(app.client);
  const [watched, first, second] = [
    await published(app, { nodes: [give("a", 1)] }),
    await published(app, { nodes: [give("b", 1)] }),
    await published(app, { nodes: [give("c", 1)] }),
  ];
  const source = { kind: "completion", workflow_id: watched };
  const { id } = await call("POST", "/admin/triggers", { name: "then", source, workflow_id: first }, 201);
  const startedThen = async () => {
    await ended(app, await started(app, watched));
    const { runs } = await call("GET", `/admin/runs?trigger_id=${id}`);
    return runs.map(({ workflow_id }: { workflow_id: string }) => workflow_id);
  };
  const change = (fields: Record<string, unknown>) => call("PATCH", `/admin/triggers/${id}`, fields, 200);
  expect(await startedThen()).toEqual([first]);
  await change({ workflow_id: second });
  expect(await startedThen()).toEqual([second, first]);
  await change({ enabled: false });
  expect(await startedThen()).toEqual([second, first]);
  await change({ enabled: true });
  expect(await startedThen()).toEqual([second, second, first]);
  await call("DELETE", `/admin/triggers/${id}`, undefined, 204);
  expect(await startedThen()).toEqual([second, second, first]);
});
