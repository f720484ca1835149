import { expect, test } from "bun:test";
import { truncateSync } from "node:fs";
import { join } from "node:path";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

test("a backup is read through when somebody asks, and what is wrong with it is said", async () => {
  await using app = await openTest({ MIN_FREE_DISK_BYTES: "0" });
  const { id } = await app.client.call("POST", "/admin/backups");
  const { path } = await until("the backup", async () => {
    const backup = await app.client.call("GET", `/admin/backups/${id}`);
    return backup.status === "done" && backup;
  });
  const verify = () => app.client.call("POST", `/admin/backups/${id}/verify`, undefined, 200);
  expect(await verify()).toEqual({ whole: true, faults: [] });
  truncateSync(join(path, "agented.db"), 4_096);
  expect(await verify()).toEqual({ whole: false, faults: [expect.stringContaining("is not what was written")] });
  await app.client.call("POST", "/admin/backups/bak-01kb3m6g000000000000/verify", undefined, 404);
});
