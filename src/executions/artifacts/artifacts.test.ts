import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { collect } from "./collect.ts";
import { removeUnlisted } from "./keep.ts";

const IN = 'cd "$AGENTED_ARTIFACTS_DIR"';
const BYTES = "application/octet-stream";
const sh = (script: string) => ["sh", "-c", `${IN}; ${script}`];

async function leave(app: Awaited<ReturnType<typeof openTest>>, script: string) {
  const id = await app.client.start(sh(script));
  await app.client.finished(id);
  const { artifacts } = await app.client.call("GET", `/admin/executions/${id}/artifacts`);
  return { id, artifacts, notes: await app.client.lines(id, "system") };
}

test("what a run leaves is kept with its name, size and hash, and downloaded", async () => {
  await using app = await openTest();
  const { id, artifacts, notes } = await leave(app, "mkdir deep; printf hello > deep/a.txt; printf '<b>' > b.html");
  const sha256 = createHash("sha256").update("hello").digest("hex");
  expect(artifacts).toEqual([
    { ...{ number: 1, name: "b.html", size: 3, attempt: 1 }, media_type: BYTES, sha256: expect.any(String) },
    { ...{ number: 2, name: "deep/a.txt", size: 5, attempt: 1 }, media_type: "text/plain", sha256 },
  ]);
  expect(notes).toEqual([]);
  const response = await app.client.fetch(`/admin/executions/${id}/artifacts/2`);
  expect(await response.text()).toBe("hello");
  expect(Object.fromEntries(response.headers)).toMatchObject({
    ...{ "content-disposition": 'attachment; filename="a.txt"', "x-content-type-options": "nosniff" },
    ...{ "content-length": "5", "content-type": expect.stringMatching(/^text\/plain/) },
  });
  const head = await app.client.fetch(`/admin/executions/${id}/artifacts/2`, { method: "HEAD" });
  expect([head.status, head.headers.get("content-length")]).toEqual([200, "5"]);
  await app.client.call("GET", `/admin/executions/${id}/artifacts/3`, undefined, 404);
  const page = await app.client.call("GET", `/admin/executions/${id}/artifacts?limit=1`);
  expect(page).toMatchObject({ artifacts: [{ number: 1 }], next_cursor: 1 });
  expect(await app.client.call("GET", `/admin/executions/${id}/artifacts?cursor=1`)).toMatchObject({
    ...{ artifacts: [{ number: 2 }], next_cursor: null },
  });
});

test("neither links, pipes nor second names of a file lead out of the directory", async () => {
  await using app = await openTest();
  const { artifacts, notes } = await leave(
    app,
    "ln -s /etc/passwd link; ln -s /etc dir; mkfifo pipe; echo a > one; ln one two; echo fine > fine",
  );
  expect(artifacts.map(({ name }: { name: string }) => name)).toEqual(["fine"]);
  expect(notes).toEqual([
    "[not kept as artifacts: dir: is a link; link: is a link; one: has several names; pipe: is no plain file; two: has several names]",
  ]);
});

test("the directory itself as a link is nothing", async () => {
  await using app = await openTest();
  const script = 'cd ..; rmdir "$AGENTED_ARTIFACTS_DIR"; ln -s /etc "$AGENTED_ARTIFACTS_DIR"';
  expect(await leave(app, script)).toMatchObject({
    artifacts: [],
    notes: ["[not kept as artifacts: the directory itself: is no directory]"],
  });
});

test("no name splits a header", async () => {
  await using app = await openTest();
  const name = 'x\\r\\nSet-Cookie: a=b"';
  const { id, artifacts } = await leave(app, `printf 1 > "$(printf '${name}')"; printf 2 > ..hidden`);
  expect(artifacts.map((one: { name: string }) => one.name)).toEqual(["..hidden", 'x__Set-Cookie: a=b"']);
  const headers = async (n: number) => (await app.client.fetch(`/admin/executions/${id}/artifacts/${n}`)).headers;
  expect((await headers(2)).get("content-disposition")).toBe('attachment; filename="x__Set-Cookie__a_b_"');
  expect((await headers(2)).get("set-cookie")).toBe(null);
  expect((await headers(1)).get("content-disposition")).toBe('attachment; filename="_hidden"');
});

test("more files and bytes than the settings allow are left, and the log says so", async () => {
  await using app = await openTest({ MAX_ARTIFACTS: "2", MAX_ARTIFACTS_BYTES: "10" });
  const many = await leave(app, "echo 1 > a; echo 2 > b; echo 3 > c");
  expect(many.artifacts).toHaveLength(2);
  expect(many.notes).toEqual(["[not kept as artifacts: c: is one too many]"]);
  const large = await leave(app, "printf 12345678901 > a; printf 12345 > b");
  expect(large.artifacts).toMatchObject([{ name: "b", size: 5 }]);
  expect(large.notes).toEqual(["[not kept as artifacts: a: is too large]"]);
});

test("they go with their execution, and so do copies that no row tells of", async () => {
  await using app = await openTest();
  const { id } = await leave(app, "echo 1 > a");
  const kept = await leave(app, "echo 1 > a");
  const root = join(app.data_dir, "artifacts");
  expect(readdirSync(join(root, id))).toEqual(["1"]);
  await Bun.write(join(root, kept.id, "7", "1"), "of a crash");
  app.ctx.db.sqlite.query("DELETE FROM executions WHERE id = ?").run(id);
  await removeUnlisted(app.ctx);
  expect(existsSync(join(root, id))).toBe(false);
  expect(readdirSync(join(root, kept.id))).toEqual(["1"]);
});

test("those of the last attempt that left some are there", async () => {
  await using app = await openTest();
  const chain = {
    entries: [{ backend: "command" }],
    on_error: { kind: "retry", retries: 1, backoff_ms: 100, on: "any" },
  };
  const execution_id = await app.client.start(sh("echo x > a.txt; exit 2"), { backend: undefined, chain });
  const { attempts } = await app.client.finished(execution_id);
  expect(attempts).toHaveLength(2);
  const { artifacts } = await app.client.call("GET", `/admin/executions/${execution_id}/artifacts`);
  expect(artifacts).toMatchObject([{ name: "a.txt", attempt: 2 }]);
  await until("the first one's to go", () => !existsSync(join(app.data_dir, "artifacts", execution_id, "1")));
});

test("a directory that becomes a link while it is read leads nowhere", async () => {
  const root = mkdtempSync(join(tmpdir(), "artifacts-"));
  const [from, to, secret] = ["from", "to", "secret"].map((name) => join(root, name)) as [string, string, string];
  for (const dir of [from, secret]) mkdirSync(dir);
  writeFileSync(join(secret, "f"), "the secret");
  const flip = 'while :; do rm -rf d; ln -s "$1" d; rm d; mkdir d; echo fine > d/f; done';
  const flipper = Bun.spawn(["sh", "-c", flip, "flip", secret], { cwd: from });
  const end = performance.now() + 1_000;
  const seen = new Set<string>();
  while (performance.now() < end) {
    rmSync(to, { recursive: true, force: true });
    const { kept } = await collect(from, to, { count: 10, bytes: 1_000, goesOn: () => true });
    for (const { number } of kept) seen.add(readFileSync(join(to, String(number)), "utf8").trim());
  }
  flipper.kill("SIGKILL");
  await flipper.exited;
  rmSync(root, { recursive: true, force: true });
  expect([...seen].filter((text) => text !== "")).toEqual(["fine"]);
});
