import { expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const home = ({ client }: Awaited<ReturnType<typeof openTest>>) => client.call("GET", "/admin/home");

test("a fresh server has run nothing, and names the example that can be run at once", async () => {
  await using app = await openTest();
  const { example_id, ...rest } = await home(app);
  expect(rest).toMatchObject({ queued: 0, running: [], waiting: [], has_run: false, last_backup_at: null });
  expect(rest.today).toMatchObject({ failures: 0, failed: [], used: { runs: 0, cost_usd: null } });
  expect((await app.client.call("GET", `/admin/triggers/${example_id}`)).name).toBe("Example: hello");
  await app.client.call("DELETE", `/admin/triggers/${example_id}`, undefined, 204);
  expect((await home(app)).example_id).toBeNull();
});

test("what runs is shown with its last line", async () => {
  await using app = await openTest();
  const id = await app.client.start(["sh", "-c", "echo one; echo two; sleep 300"]);
  const [run] = await until("its lines", async () => {
    const { running } = await home(app);
    return running[0]?.last_line?.text === "two" && running;
  });
  expect(run).toMatchObject({ id, status: "running" });
});

test("what failed today is counted, and what was cancelled is no failure", async () => {
  await using app = await openTest();
  const failed = await app.client.start(["sh", "-c", "exit 3"]);
  const cancelled = await app.client.start(["sleep", "300"]);
  await app.client.call("POST", `/admin/executions/${cancelled}/cancel`);
  await Promise.all([failed, cancelled, await app.client.start(["true"])].map((id) => app.client.finished(id)));
  const { today, has_run } = await home(app);
  expect(today).toMatchObject({ failures: 1, failed: [{ id: failed, reason: "exit_nonzero" }] });
  expect(has_run).toBe(true);
});
