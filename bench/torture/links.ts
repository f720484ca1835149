import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gitServer, run as runGit } from "~/testing/git-server.ts";
import { until } from "~/testing/until.ts";
import { ended, Home } from "./home.ts";
import type { Script } from "./script.ts";

const SECRET = "what only the server may read";
const RACE_MS = { short: 4_000, long: 10_000 };
const ENDED_MS = 60_000;

/** Turns a file and a directory of the newest worktree into links that lead out, and back, as fast as it can. */
const FLIPPER = `
  const fs = require("node:fs"), [root, out] = process.argv.slice(1);
  let flips = 0, spent_ms = 0;
  process.on("SIGTERM", () => { console.log(Math.round(flips / spent_ms * 1000)); process.exit(); });
  const flip = (at) => {
    fs.symlinkSync(out + "/secret", at + "/file~");
    fs.renameSync(at + "/file~", at + "/file");
    fs.renameSync(at + "/dir", at + "/dir~");
    fs.symlinkSync(out, at + "/dir");
    fs.writeFileSync(at + "/file~", "plain");
    fs.renameSync(at + "/file~", at + "/file");
    fs.unlinkSync(at + "/dir");
    fs.renameSync(at + "/dir~", at + "/dir");
    flips += 4;
  };
  const turn = () => {
    const at = root + "/" + fs.readdirSync(root).filter((name) => /^exec-[a-z0-9]+$/.test(name)).sort().at(-1);
    // It is not laid out yet, or our own writes met git's.
    const began = performance.now();
    try { for (let n = 0; n < 100; n++) flip(at); spent_ms += performance.now() - began; } catch {}
    setImmediate(turn);
  };
  turn();`;

export const links: Script = {
  name: "links",
  what: "files and directories of a worktree that become links while the server looks at what a run left",
  async run({ root, short }) {
    if (process.getuid?.() !== 0)
      return { rounds: 0, failures: [], figure: "nothing to show: without root, runs have the server's own rights" };
    // The user passes through it.
    chmodSync(root, 0o711);
    using host = gitServer();
    const { url } = host.repo("acme/shop", { file: "plain", "dir/secret": "plain" });
    const env = { RUN_AS_USER: "nobody", ALLOWED_PRIVATE_HOSTS: host.host, KEEP_WORKTREE_MINS: "43200" };
    await using home = await Home.open(root, { env });
    const out = join(home.dir, "out");
    mkdirSync(out, { mode: 0o755 });
    writeFileSync(join(out, "secret"), SECRET, { mode: 0o600 });
    const { id } = await home.client.call("POST", "/admin/projects", { name: "p", kind: "git", url }, 201);
    await until("the clone", async () => (await home.client.call("GET", `/admin/projects/${id}`)).status === "ready");
    const worktrees = join(home.dir, "worktrees");
    const flipper = Bun.spawn([process.execPath, "-e", FLIPPER, worktrees, out], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const seen = { file: 0, link: 0 };
    const failures: string[] = [];
    const trigger = await home.client.trigger({ project_id: id, backend_config: { command: ["true"] } });
    const over = performance.now() + RACE_MS[short ? "short" : "long"];
    while (performance.now() < over) {
      const { execution_id } = await home.client.call("POST", `/admin/triggers/${trigger.id}/run`, {});
      await ended(home.client, execution_id, ENDED_MS);
      const answer = await home.client.fetch(`/admin/executions/${execution_id}/diff`);
      const text = await answer.text();
      if (text.includes(SECRET)) failures.push(`${execution_id} shows what lies outside`);
      seen[text.includes("/secret") ? "link" : "file"]++;
    }
    flipper.kill();
    const flips = Number(await new Response(flipper.stdout).text());
    if (hasBlob(join(home.dir, "projects", id, "repo.git"))) failures.push("the clone holds what lies outside");
    const rounds = seen.file + seen.link;
    const figure = `${rounds} runs, ${flips} flips/s, ${failures.length} reads outside (0); ${seen.link} met a link`;
    return { rounds, failures, figure };
  },
};

/** Whether what was never to be read lies among a repository's objects. */
function hasBlob(repo: string): boolean {
  const sha = new Bun.CryptoHasher("sha1").update(`blob ${SECRET.length}\0${SECRET}`).digest("hex");
  return runGit(repo, ["cat-file", "--batch-all-objects", "--batch-check"]).includes(sha);
}
