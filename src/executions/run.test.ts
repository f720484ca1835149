import { expect, test } from "bun:test";
import { openTest, spawnServer } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

test("a command runs, its lines are kept and its exit code decides", async () => {
  await using app = await openTest();
  const { client } = app;
  const good = await client.finished(await client.start(["sh", "-c", "cat; echo err >&2"], {}, "hello"));
  expect(good).toMatchObject({ status: "succeeded", reason: null, exit_code: 0, prompt: "hello" });
  expect(await client.lines(good.id)).toEqual(["hello"]);
  expect(await client.lines(good.id, "stderr")).toEqual(["err"]);
  const bad = await client.finished(await client.start(["sh", "-c", "echo no >&2; exit 3"]));
  expect(bad).toMatchObject({ status: "failed", reason: "exit_nonzero", exit_code: 3 });
  expect(bad.attempts).toMatchObject([{ number: 1, backend: "command", status: "failed", exit_code: 3, signal: null }]);
});

test("a run outlives a kill -9 of the server, and every line is there once and in order", async () => {
  const first = await spawnServer();
  const id = await first.client.start([
    "sh",
    "-c",
    "i=0; while [ $i -lt 100 ]; do i=$((i+1)); echo $i; sleep 0.01; done",
  ]);
  await until("the first lines", async () => (await first.client.execution(id)).last_seq > 10);
  await first.kill("SIGKILL");
  await using second = await spawnServer({ AGENTED_DATA_DIR: first.data_dir });
  const execution = await second.client.finished(id);
  expect(execution).toMatchObject({ status: "succeeded", exit_code: 0 });
  expect(execution.attempts).toHaveLength(1);
  expect(await second.client.lines(id)).toEqual(Array.from({ length: 100 }, (_, i) => String(i + 1)));
}, 30_000);
