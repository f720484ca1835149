import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codex } from "./clis/index.ts";

/** Why Codex cannot confine a command on this machine; undefined when it can. Containers often lack its namespaces. */
export async function sandboxRefusal(): Promise<string | undefined> {
  const home = mkdtempSync(join(tmpdir(), "agented-sandbox-"));
  // Not under TMPDIR, or it makes no helper for its sandbox.
  const env = { PATH: "/usr/bin:/bin", HOME: home, CODEX_HOME: join(home, "codex"), TMPDIR: join(home, "tmp") };
  for (const dir of [env.CODEX_HOME, env.TMPDIR]) mkdirSync(dir);
  const probe = Bun.spawn([...codex.program, "sandbox", "--", "true"], { env, cwd: home, stderr: "pipe" });
  const said = await new Response(probe.stderr).text();
  const code = await probe.exited;
  rmSync(home, { recursive: true, force: true });
  return code === 0 ? undefined : (said.trim().split("\n").at(-1) ?? `exit code ${code}`);
}
