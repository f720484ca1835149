import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fakeClock } from "~/kit/clock.ts";
import { spawnServer } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { edge, ended, give, nodeOf, openTest, published, shell, stands, started, statuses } from "./testing.ts";

test("W11 W16: after kill -9 a run goes on where it was: what is done is not done again, what runs is taken up, who is asked is asked still", async () => {
  const data_dir = await mkdtemp(join(tmpdir(), "agented-test-"));
  const env = { AGENTED_DATA_DIR: data_dir, SHUTDOWN_MODE: "detach" };
  const first = await spawnServer(env);
  const marks = join(data_dir, "marks");
  const wait = (id: string) => shell(id, `echo ${id} >> ${marks}; until [ -e ${data_dir}/go ]; do sleep 0.05; done`);
  const id = await published(first, {
    nodes: [
      shell("done", `echo done >> ${marks}`),
      wait("long"),
      { id: "ask", kind: "approval", question: "Go on?" },
      shell("last", `echo last >> ${marks}`),
    ],
    edges: [edge("done", "long"), edge("done", "ask"), edge("long", "last"), edge("ask", "last")],
  });
  const run_id = await started(first, id);
  await stands(first, run_id, "ask", "waiting");
  await until("long to have begun", () => existsSync(marks) && readFileSync(marks, "utf8").includes("long"));
  await first.kill("SIGKILL");
  await using second = await spawnServer(env);
  expect(nodeOf(await stands(second, run_id, "ask", "waiting"), "done").attempt).toBe(1);
  await Bun.write(join(data_dir, "go"), "");
  await second.client.call("POST", `/admin/runs/${run_id}/nodes/ask/decision`, { approve: true }, 200);
  const run = await ended(second, run_id);
  expect([run.status, statuses(run)]).toEqual([
    "succeeded",
    { done: "succeeded", long: "succeeded", ask: "succeeded", last: "succeeded" },
  ]);
  expect(readFileSync(marks, "utf8").split("\n")).toEqual(["done", "long", "last", ""]);
  await rm(data_dir, { recursive: true, force: true });
}, 60_000);

test("W16: time that a person takes is not the run's, and who waits too long has not decided", async () => {
  const clock = fakeClock();
  await using app = await openTest({}, { clock });
  const ask = { id: "ask", kind: "approval", question: "?", expires_secs: 3_600 };
  const graph = {
    nodes: [ask, { id: "pause", kind: "delay", secs: 20 }, give("end", 1)],
    edges: [edge("ask", "pause"), edge("pause", "end")],
    timeout_secs: 30,
  };
  const id = await published(app, graph);
  const [yes, late, slow] = [await started(app, id), await started(app, id), await started(app, id)];
  clock.advance(10);
  for (const run_id of [yes, slow]) await stands(app, run_id, "ask", "waiting");
  clock.advance(1_000_000);
  const decide = (run_id: string) =>
    app.client.call("POST", `/admin/runs/${run_id}/nodes/ask/decision`, { approve: true }, 200);
  await decide(yes);
  clock.advance(25_000);
  expect(await ended(app, yes)).toMatchObject({ status: "succeeded" });
  clock.advance(3_600_000);
  expect(await ended(app, late)).toMatchObject({ status: "failed", detail: "ask timed out: Nobody decided in time." });
  expect(nodeOf(await ended(app, slow), "ask")).toMatchObject({ status: "timed_out", reason: "expired" });
}, 30_000);
