import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { join } from "node:path";
import { lookInto } from "~/db/copy.ts";
import { deliver, post, webhook } from "~/testing/deliver.ts";
import { openTest, spawnServer } from "~/testing/server.ts";
import { openSmallDisk, type SmallDisk } from "~/testing/small-disk.ts";
import { until } from "~/testing/until.ts";

const MIB = 1024 * 1024;
const FIRST_WRITE_MS = 5_000;
const env = {
  DISK_BALLAST_BYTES: String(4 * MIB),
  MIN_FREE_DISK_BYTES: "0",
  NO_LINE_INDEX: "1",
  MAX_STORED_BYTES: String(MIB),
  SHUTDOWN_MODE: "stop",
};

test("while all is well there is nothing to show", async () => {
  await using app = await openTest();
  const { disk, database_bytes } = await app.client.call("GET", "/admin/storage");
  expect(disk).toMatchObject({ state: "ok", banner: null, ballast: false });
  expect(database_bytes).toBeGreaterThan(0);
});

test("a disk below MIN_FREE_DISK_BYTES is told of", async () => {
  await using app = await openTest({ MIN_FREE_DISK_BYTES: String(1024 ** 4) });
  const { disk } = await app.client.call("GET", "/admin/storage");
  expect(disk).toMatchObject({ state: "low", banner: expect.stringContaining("nearly full") });
});

const mountable = openSmallDisk(1);
mountable?.[Symbol.dispose]();
if (!mountable) console.warn("the tests of a full disk are left out: nobody may mount one here");

let disk: SmallDisk | undefined;
let server: Awaited<ReturnType<typeof spawnServer>>;
beforeEach(async () => {
  disk = mountable && openSmallDisk(32);
  if (disk) server = await spawnServer({ ...env, AGENTED_DATA_DIR: disk.dir });
}, 30_000);
afterEach(async () => {
  if (!disk) return;
  disk.clear();
  await server.kill("SIGTERM");
  disk[Symbol.dispose]();
}, 30_000);

const state = async () => (await server.client.call("GET", "/admin/storage")).disk;
const fillUp = async () => {
  await until("the ballast", async () => (await state()).ballast);
  disk?.fill();
  await until("the server to see it", async () => {
    const { state: seen, ballast } = await state();
    return seen === "full" && !ballast;
  });
};

test.skipIf(!mountable)(
  "a full disk refuses what is new and says so, reads go on, and freed it takes work again by itself",
  async () => {
    await webhook(server.client);
    const { delivery_id } = await deliver(server.client, { n: 1 });
    await fillUp();
    expect(await state()).toMatchObject({ banner: expect.stringContaining("The disk is full"), ballast: false });
    const refused = await post(server.client, '{"n":2}');
    expect([refused.status, refused.headers.get("Retry-After")]).toEqual([503, "5"]);
    expect(await refused.json()).toMatchObject({ code: "disk_full" });
    expect((await server.client.call("GET", `/admin/deliveries/${delivery_id}`)).id).toBe(delivery_id);
    disk?.clear();
    const began = performance.now();
    await until("a delivery to be taken", async () => (await post(server.client, '{"n":3}')).status === 202);
    expect(performance.now() - began).toBeLessThan(FIRST_WRITE_MS);
    await until("the ballast", async () => (await state()).ballast);
    expect(await server.kill("SIGTERM")).toBe(0);
    expect(lookInto(join(disk?.dir ?? "", "agented.db"), "full").counts.deliveries).toBe(2);
  },
  60_000,
);

test.skipIf(!mountable)(
  "a run whose output the disk does not take has not succeeded, and its verdict is written",
  async () => {
    await until("the ballast", async () => (await state()).ballast);
    // It neither dies of a broken pipe nor says that anything went wrong.
    const script = "trap '' PIPE; head -c 60000000 /dev/zero | tr '\\0' x | fold -w 8192; exit 0";
    const id = await server.client.start(["sh", "-c", script]);
    const execution = await until(
      "its end",
      async () => {
        const row = await server.client.execution(id);
        return row.ended_at ? row : undefined;
      },
      40_000,
    );
    expect(execution).toMatchObject({ status: "failed", reason: "disk_full" });
    disk?.clear();
    await until(
      "work to be taken",
      async () => (await server.client.fetch(`/admin/executions/${id}/retry`, { method: "POST" })).status === 202,
    );
    await server.kill("SIGKILL");
    using database = new Database(join(disk?.dir ?? "", "agented.db"));
    expect(database.query("PRAGMA integrity_check").values()).toEqual([["ok"]]);
  },
  90_000,
);

test.skipIf(!mountable)(
  "where there is no ballast, a run that fills the disk gives up of its own output what its end needs",
  async () => {
    await server.kill("SIGTERM");
    const greedy = { DISK_BALLAST_BYTES: "0", MAX_STORED_BYTES: String(64 * MIB) };
    server = await spawnServer({ ...env, ...greedy, AGENTED_DATA_DIR: disk?.dir ?? "" });
    const script = "trap '' PIPE; head -c 60000000 /dev/zero | tr '\\0' x | fold -w 8192; exit 0";
    const id = await server.client.start(["sh", "-c", script]);
    const ended = () => server.client.execution(id).then((row) => row.ended_at && row);
    expect(await until("its end", ended, 40_000)).toMatchObject({ status: "failed", reason: "disk_full" });
    expect(await server.client.lines(id, "system")).toContainEqual(expect.stringContaining("the disk was full"));
  },
  90_000,
);

test.skipIf(!mountable)(
  "a server that was killed starts on a disk that has become full, and sees its runs to their end",
  async () => {
    const data = disk?.dir ?? "";
    const go = join(data, "go");
    const script = ["sh", "-c", `echo began; until [ -e ${go} ]; do sleep 0.02; done; echo ended`];
    const id = await server.client.start(script);
    await until("it to print", async () => (await server.client.execution(id)).last_seq === 1);
    await until("the ballast", async () => (await state()).ballast);
    await server.kill("SIGKILL");
    disk?.fill();
    server = await spawnServer({ ...env, SHUTDOWN_MODE: "detach", AGENTED_DATA_DIR: data });
    expect(await state()).toMatchObject({ state: "full", ballast: false });
    await Bun.write(go, "");
    expect(await server.client.finished(id)).toMatchObject({ status: "succeeded" });
    expect(await server.client.lines(id)).toEqual(["began", "ended"]);
  },
  60_000,
);
