import { expect, setDefaultTimeout, test } from "bun:test";
import { gitServer } from "~/testing/git-server.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { addProject, hanging, openStage, runIn, settled, startIn } from "./testing.ts";

// Each runs git a score of times, and the machine may be busy.
setDefaultTimeout(30_000);

test("a cancel ends the git that an execution waits for", async () => {
  await using stage = await openStage();
  const project = await addProject(stage, stage.host.repo("acme/shop").url);
  let asked = false;
  stage.host.before = (request) => {
    asked = true;
    return hanging(request);
  };
  const id = await startIn(stage, project.id, "true");
  await until("it to fetch", () => asked);
  await stage.client.call("POST", `/admin/executions/${id}/cancel`);
  expect(await stage.client.finished(id)).toMatchObject({ status: "cancelled", reason: "user" });
  expect(await stage.client.call("GET", `/admin/projects/${project.id}`)).toMatchObject({ status: "ready" });
});

test("a clone whose execution is cancelled is made in the background, and its row is moved", async () => {
  await using stage = await openStage();
  stage.host.before = () => new Response("broken", { status: 403 });
  const failed = await addProject(stage, stage.host.repo("acme/shop").url);
  expect(failed).toMatchObject({ status: "failed" });
  expect(failed.updated_at > failed.created_at).toBe(true);
  let asked = false;
  stage.host.before = (request) => {
    asked = true;
    return hanging(request);
  };
  const id = await startIn(stage, failed.id, "true");
  await until("it to clone", () => asked);
  stage.host.before = () => undefined;
  await stage.client.call("POST", `/admin/executions/${id}/cancel`);
  const ready = await settled(stage, failed.id);
  expect(ready).toMatchObject({ status: "ready" });
  expect(ready.updated_at > failed.updated_at).toBe(true);
});

test("a server that leaves while an execution fetches says so quietly, and the next one fetches again", async () => {
  using host = gitServer();
  const env = { ALLOWED_PRIVATE_HOSTS: host.host, SHUTDOWN_MODE: "detach" };
  const { log, lines } = memoryLog();
  const first = await openTest(env, { log });
  const project = await addProject(first, host.repo("acme/shop").url);
  let asked = false;
  host.before = (request) => {
    asked = true;
    return hanging(request);
  };
  const id = await startIn(first, project.id, "cat README.md");
  await until("it to fetch", () => asked);
  await first.close();
  expect(lines.filter(({ level }) => level >= 40)).toEqual([]);
  host.before = () => undefined;
  await using second = await openTest({ ...env, AGENTED_DATA_DIR: first.data_dir });
  expect(await second.client.finished(id)).toMatchObject({ status: "succeeded" });
});

test("a host that cannot be reached is asked three times, and then somebody is told what to do", async () => {
  await using stage = await openStage();
  const project = await addProject(stage, stage.host.repo("acme/shop").url);
  let asked = 0;
  const fail = (times: number) => {
    asked = 0;
    stage.host.before = ({ url }) => {
      if (!url.includes("info/refs") || ++asked > times) return undefined;
      return new Response("busy", { status: 503 });
    };
  };
  fail(2);
  expect(await runIn(stage, project.id, "true")).toMatchObject({ status: "succeeded" });
  expect(asked).toBe(3);
  fail(9);
  expect(await runIn(stage, project.id, "true")).toMatchObject({
    reason: "workspace_failed",
    detail: expect.stringMatching(
      /error: 503 It was asked 3 times: see whether this machine reaches it, then retry the/,
    ),
  });
  expect(asked).toBe(3);
});
