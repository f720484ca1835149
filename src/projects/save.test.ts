import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";

describe("what makes no project", () => {
  const cases: [field: string, body: Record<string, unknown>][] = [
    ["url", { kind: "git" }],
    ["path", { kind: "git", url: "https://example.com/a/b", path: "/tmp" }],
    ["path", { kind: "local" }],
    ["url", { kind: "local", path: "/tmp", url: "https://example.com/a/b" }],
    ["isolation", { kind: "local", path: "/tmp", isolation: "worktree" }],
    ["fetch_every_mins", { kind: "local", path: "/tmp", fetch_policy: "interval" }],
    ["fetch_every_mins", { kind: "local", path: "/tmp", fetch_every_mins: 5 }],
    ["product_id", { kind: "local", path: "/usr", product_id: "prod-01kb3m6g000000000000" }],
    ["repository", { kind: "local", path: "/tmp", repository: "../.." }],
    ["repository", { kind: "local", path: "/tmp", repository: "a/b/c" }],
    ...["--upload-pack=x", "a..b", "../x", "-x"].map((name): [string, Record<string, unknown>] => [
      ...(["default_branch", { kind: "local", path: "/tmp", default_branch: name }] as const),
    ]),
    ...["../", "-", "/", "a//", "refs/../"].map((name): [string, Record<string, unknown>] => [
      ...(["branch_prefix", { kind: "local", path: "/tmp", branch_prefix: name }] as const),
    ]),
  ];
  test.each(cases)("%s of %j", async (field, body) => {
    await using app = await openTest();
    const answer = await app.client.fetch("/admin/projects", {
      ...{
        method: "POST",
        body: JSON.stringify({ name: "x", ...body }),
        headers: { "Content-Type": "application/json" },
      },
    });
    expect([answer.status, (await answer.json()).errors[0].path]).toEqual([400, field]);
  });
});

test("a host that nobody knows is a mistake in the url, and keeps no project from being changed", async () => {
  const { log, lines } = memoryLog();
  let known = false;
  const resolve = async () => (known ? ["8.8.8.8"] : Promise.reject(new Error("ENOTFOUND")));
  await using app = await openTest({}, { log, resolve });
  const add = (status: number) => {
    const given = { name: "x", kind: "git", url: "ssh://git@githbu.com/a/b" };
    return app.client.call("POST", "/admin/projects", given, status);
  };
  expect((await add(400)).errors).toMatchObject([{ path: "url", message: expect.stringContaining("githbu.com") }]);
  expect(lines.filter(({ level }) => level >= 50)).toEqual([]);
  known = true;
  const { id } = await add(201);
  known = false;
  await app.client.call("PATCH", `/admin/projects/${id}`, { enabled: false }, 200);
});

test("a path leads to no file of the server's own, whatever its spelling", async () => {
  await using app = await openTest();
  const { client, data_dir } = app;
  const outside = mkdtempSync(join(tmpdir(), "outside-"));
  symlinkSync(data_dir, join(outside, "link"));
  symlinkSync("/", join(outside, "root"));
  symlinkSync("loop", join(outside, "loop"));
  writeFileSync(join(outside, "file"), "");
  const paths = [
    ...[
      data_dir,
      `${data_dir}/`,
      `${data_dir}/worktrees`,
      `${data_dir}/projects/..`,
      `${outside}/../${data_dir.slice(5)}`,
    ],
    ...[
      join(outside, "link"),
      join(outside, "link/projects"),
      join(outside, "root"),
      "/",
      "//",
      "/.",
      "/tmp/../",
      tmpdir(),
    ],
    ...[
      join(outside, "loop"),
      join(outside, "file"),
      join(outside, "file/x"),
      join(outside, "missing"),
      `${outside}\0/x`,
    ],
    ...[
      "relative",
      "./x",
      "../x",
      "~",
      "~root",
      "",
      " ",
      "file:///tmp",
      "%2ftmp",
      "/%2e%2e/etc/passwd",
      "..%2f..%2fetc",
    ],
    ...["\\\\host\\share", "C:\\Windows", "/proc/self/root", "/proc/self/fd/0", "/dev/null", `/${"a".repeat(5_000)}`],
  ];
  for (const path of paths) {
    const body = JSON.stringify({ name: "x", kind: "local", path });
    const headers = { "Content-Type": "application/json" };
    const answer = await client.fetch("/admin/projects", { method: "POST", body, headers });
    expect([path, answer.status, (await answer.json()).errors?.[0]?.path]).toEqual([path, 400, "path"]);
  }
  rmSync(outside, { recursive: true });
});

test("ids and cursors lead nowhere either", async () => {
  await using app = await openTest();
  const traversals = [
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/api_key",
    "proj-../../x",
    "....//",
    "%00",
  ];
  for (const id of traversals)
    for (const path of [`/admin/projects/${id}`, `/admin/projects/${id}/branches`, `/admin/executions/${id}/patch`]) {
      const answer = await app.client.fetch(path);
      expect([path, [400, 401, 404].includes(answer.status)]).toEqual([path, true]);
      expect(await answer.text()).not.toContain("root:");
    }
});
