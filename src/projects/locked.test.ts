import { expect, setDefaultTimeout, test } from "bun:test";
import { gitServer } from "~/testing/git-server.ts";
import { lockDatabase } from "~/testing/lock-database.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { addProject, startIn } from "./testing.ts";

// Each runs git a score of times, and the machine may be busy.
setDefaultTimeout(30_000);

/** A server, the database of which a test locks; `refused` resolves once it has tried to write in vain. */
async function openLocked() {
  const host = gitServer();
  const { log, lines } = memoryLog("error");
  const app = await openTest({ ALLOWED_PRIVATE_HOSTS: host.host }, { log });
  const project = await addProject(app, host.repo("acme/shop").url, { fetch_policy: "on_run" });
  return {
    ...{ app, host, project, client: app.client },
    lock: () => lockDatabase(app.ctx.config.db_path),
    refused: () => until("it to write in vain", () => lines.some(({ msg }) => msg.endsWith("trying again"))),
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      host[Symbol.dispose]();
    },
  };
}

test("a project that was fetched while the database was locked is free afterwards", async () => {
  await using stage = await openLocked();
  let unlock: (() => void) | undefined;
  // Git's own answer comes from here, so what it ends in is the lock.
  stage.host.before = () => {
    unlock ??= stage.lock();
    return undefined;
  };
  const id = await startIn(stage, stage.project.id, "cat README.md");
  await stage.refused();
  unlock?.();
  stage.host.before = () => undefined;
  expect(await stage.client.finished(id)).toMatchObject({ status: "succeeded" });
  expect(await stage.client.lines(id)).toContain("hello");
  const again = await startIn(stage, stage.project.id, "true");
  expect(await stage.client.finished(again)).toMatchObject({ status: "succeeded" });
});

test("the work of a run that ended while the database was locked is kept", async () => {
  await using stage = await openLocked();
  const go = `${stage.app.data_dir}/go`;
  const script = `echo more >>README.md; until [ -e ${go} ]; do sleep 0.02; done`;
  const id = await startIn(stage, stage.project.id, script);
  await until("it to run", async () => (await stage.client.execution(id)).status === "running");
  const unlock = stage.lock();
  await Bun.write(go, "");
  await stage.refused();
  unlock();
  expect(await stage.client.finished(id)).toMatchObject({ status: "succeeded", files_changed: 1 });
});
