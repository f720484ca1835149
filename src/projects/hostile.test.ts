import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitServer } from "~/testing/git-server.ts";
import { openTest } from "~/testing/server.ts";
import { addProject, openStage, runIn } from "./testing.ts";

// Each runs git a score of times, and the machine may be busy.
setDefaultTimeout(30_000);

/** Listens on loopback, and counts who comes. */
function canary() {
  const seen = { connections: 0 };
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open: (socket) => {
        seen.connections++;
        socket.end();
      },
      data() {},
    },
  });
  return { seen, port: server.port, [Symbol.dispose]: () => server.stop(true) };
}

describe("an address that leads inward or into an option", () => {
  const spellings = (port: number, touched: string) => [
    ...[`ext::sh -c touch% ${touched}`, "fd::17", `file://${touched}`, touched, `--upload-pack=touch ${touched}`],
    ...[`ssh://-oProxyCommand=touch ${touched}/a/b`, `ssh://git@127.0.0.1:${port}/a/b`, `git@127.0.0.1:a/b`],
    ...[
      "127.0.0.1",
      "[::1]",
      "[::ffff:7f00:1]",
      "[::ffff:127.0.0.1]",
      "2130706433",
      "0x7f.1",
      "0x7f000001",
      "0177.0.0.1",
    ]
      .concat(["127.1", "localhost", "rebound.example", "0.0.0.0", "[::]", "127.0.0.1."])
      .flatMap((host) => [
        `https://${host}:${port}/a/b`,
        `http://${host}:${port}/a/b`,
        `ssh://git@${host}:${port}/a/b`,
      ]),
    ...["https://169.254.169.254/latest/meta-data", "http://169.254.169.254/a/b", "https://metadata.example/a/b"],
  ];

  test("is refused before anything is connected to or touched", async () => {
    using listener = canary();
    const dir = mkdtempSync(join(tmpdir(), "hostile-"));
    const inward: Record<string, string> = { "rebound.example": "127.0.0.1", "metadata.example": "169.254.169.254" };
    const resolve = async (host: string) => [inward[host] ?? "127.0.0.1"];
    await using app = await openTest({}, { resolve });
    for (const url of spellings(listener.port, join(dir, "touched"))) {
      const body = JSON.stringify({ name: "x", kind: "git", url });
      const headers = { "Content-Type": "application/json" };
      const answer = await app.client.fetch("/admin/projects", { method: "POST", body, headers });
      expect([url, answer.status]).toEqual([url, 400]);
      expect((await answer.json()).errors[0].path).toBe("url");
    }
    expect(listener.seen.connections).toBe(0);
    expect(readdirSync(dir)).toEqual([]);
    expect((await app.client.call("GET", "/admin/projects")).projects).toEqual([]);
    rmSync(dir, { recursive: true });
  });

  test("a name that leads inward only later is refused then", async () => {
    const host = gitServer();
    const { url } = host.repo("acme/shop");
    let address = "127.0.0.1";
    const named = url.replace("127.0.0.1", "git.example");
    const allowed = `git.example:${new URL(url).port}`;
    await using app = await openTest({ ALLOWED_PRIVATE_HOSTS: allowed }, { resolve: async () => [address] });
    // Only our own look-up knows the name, so git can have reached the host by the pinned address alone.
    const project = await addProject(app, named);
    expect(project).toMatchObject({ status: "ready", detail: null });
    host[Symbol.dispose]();
    app.ctx.config.ALLOWED_PRIVATE_HOSTS.length = 0;
    app.ctx.db.sqlite.run("UPDATE projects SET url = 'https://git.example/acme/shop'");
    address = "10.0.0.1";
    const ended = await runIn(app, project.id, "true");
    expect(ended).toMatchObject({ status: "failed", reason: "workspace_failed" });
    expect(ended.detail).toContain("git.example leads to 10.0.0.1");
  });
});

test("a redirect is not followed", async () => {
  using listener = canary();
  await using stage = await openStage();
  const { url } = stage.host.repo("acme/shop");
  stage.host.before = () => Response.redirect(`http://127.0.0.1:${listener.port}/a/b`, 302);
  expect(await addProject(stage, url)).toMatchObject({
    status: "failed",
    detail: expect.stringContaining("Redirects are not followed"),
  });
  expect(listener.seen.connections).toBe(0);
});

test("submodules are left alone, whatever their address", async () => {
  using listener = canary();
  await using stage = await openStage();
  const touched = join(stage.data_dir, "touched");
  const repo = stage.host.repo("acme/shop");
  const urls = [`http://127.0.0.1:${listener.port}/a/b`, `ext::sh -c touch% ${touched}`, "-u", "/etc", "../../x"];
  const modules = urls.map(
    (url, n) => `[submodule "s${n}"]\n\tpath = s${n}\n\turl = ${url}\n\tupdate = !touch ${touched}\n`,
  );
  for (const n of urls.keys()) repo.git("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},s${n}`);
  await Bun.write(join(repo.checkout, ".gitmodules"), modules.join(""));
  repo.git("add", ".gitmodules");
  repo.git("commit", "--quiet", "--message", "submodules");
  repo.git("push", "--quiet", repo.bare, "HEAD:main");
  const project = await addProject(stage, repo.url);
  const ended = await runIn(stage, project.id, "ls -d s*; echo x >new");
  expect(ended).toMatchObject({ status: "succeeded", files_changed: 1 });
  expect(listener.seen.connections).toBe(0);
  expect(existsSync(touched)).toBe(false);
});

test("what a run plants in its worktree and in our clone executes nothing when the server looks at it", async () => {
  await using stage = await openStage();
  const repo = stage.host.repo("acme/shop", { "a.txt": "one\n", "b.bin": "one\n" });
  const project = await addProject(stage, repo.url);
  const evil = join(stage.data_dir, "evil");
  // Once in a repository that it makes inside, once in its own, once in our clone, which only RUN_AS_USER closes to it.
  const plant = `
    printf '#!/bin/sh\\necho ran "$0" "$@" >>${evil}\\ncat\\n' >evil.sh && chmod +x evil.sh
    E=$PWD/evil.sh
    git init -q nested && cp a.txt nested/ && git -C nested add -A && git -C nested commit -qm x
    for repo in .git nested/.git ../../projects/${project.id}/repo.git; do
      mkdir -p $repo/hooks $repo/info
      for hook in pre-commit post-commit post-index-change reference-transaction post-checkout pre-push; do
        cp evil.sh $repo/hooks/$hook
      done
      for key in core.fsmonitor diff.external diff.evil.command diff.evil.textconv filter.evil.clean filter.evil.smudge \\
        filter.evil.process core.sshCommand core.pager core.editor core.askPass gpg.program credential.helper core.alternateRefsCommand; do
        git --git-dir=$repo config $key $E
      done
      git --git-dir=$repo config commit.gpgSign true
      git --git-dir=$repo config core.hooksPath $PWD/.git/hooks
      echo '* filter=evil diff=evil' >$repo/info/attributes
    done
    echo '* filter=evil diff=evil' >.gitattributes
    cp .gitattributes nested/
    echo two >>a.txt; echo two >>nested/a.txt; rm -f ${evil}`;
  const first = await runIn(stage, project.id, plant);
  expect(first).toMatchObject({ status: "succeeded", files_changed: expect.any(Number) });
  expect((await stage.client.call("GET", `/admin/executions/${first.id}/diff`)).text).toContain("+two");
  await stage.client.call("POST", `/admin/projects/${project.id}/fetch`);
  const second = await runIn(stage, project.id, "echo three >c.txt");
  expect(second).toMatchObject({ status: "succeeded", files_changed: 1 });
  expect(existsSync(evil) ? await Bun.file(evil).text() : "nothing ran").toBe("nothing ran");
});

test("links out of the repository stay links: nothing outside is read or written", async () => {
  await using stage = await openStage();
  const repo = stage.host.repo("acme/shop");
  repo.git("rm", "--quiet", "README.md");
  await Bun.spawn(["sh", "-c", "ln -s /etc etc; ln -s /etc/passwd passwd; ln -s ../../../agented.db db"], {
    cwd: repo.checkout,
  }).exited;
  repo.commit({ "d/x": "x\n" });
  const project = await addProject(stage, repo.url);
  const ended = await runIn(stage, project.id, "rm -r d; ln -s /etc d; ln -s /etc/shadow shadow; ln -s / root");
  expect(ended).toMatchObject({ status: "succeeded", files_changed: 4 });
  const { text, files } = await stage.client.call("GET", `/admin/executions/${ended.id}/diff`);
  expect(files.map(({ path }: { path: string }) => path)).toEqual(["d", "d/x", "root", "shadow"]);
  expect(text).not.toContain("root:");
  expect(text).toContain("+/etc/shadow");
});
