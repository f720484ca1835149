import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "~/testing/until.ts";
import { CLIS, type Cli } from "./clis/index.ts";
import type { Rig } from "./rig.ts";

const START_MS = 45_000;

/** The tool's own shell stays, and so does a daemon that took a session of its own and listens to no signal. */
const SCRIPT = `
setsid sh -c 'trap "" TERM INT HUP; : >"$1"; while :; do sleep 0.2; done' "$1" "$0.$1" </dev/null >/dev/null 2>&1 &
while :; do sleep 0.2; done
`;

/** An execution in the middle of a tool call; `token` stands in the argv of all that the call started. */
export interface Lingering {
  cli: Cli;
  id: string;
  token: string;
}

/** One of each CLI, the slowest to start first: Codex takes a command back from the model after 30 s. */
export async function startLingering(rig: Rig, fields: Record<string, unknown> = {}): Promise<Lingering[]> {
  const script = join(rig.dir, "linger.sh");
  writeFileSync(script, SCRIPT);
  const runs: Lingering[] = [];
  for (const cli of CLIS.toReversed()) {
    const token = `linger-${randomUUID()}`;
    const prompt = `[[stub: tool command="sh ${script} ${token}"]] go`;
    const id = await rig.start(cli, prompt, { permissions: "full", ...fields });
    await until(`the daemon of ${cli.id}`, () => existsSync(`${script}.${token}`), START_MS);
    runs.push({ cli, id, token });
  }
  return runs;
}

/** Every process that bears the token in its argv or the execution's marker in its environment. */
export function survivors(token: string, execution_id: string): string[] {
  const marker = `AGENTED_EXECUTION_ID=${execution_id}`;
  const found = processes().filter(({ argv, environ }) => argv.includes(token) || environ.includes(marker));
  return found.map(({ pid, argv }) => `${pid} ${argv}`);
}

function processes() {
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  return pids.flatMap((pid) => {
    try {
      const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, "utf8");
      const argv = read("cmdline").replaceAll("\0", " ").trim();
      // A zombie has ended: it has no argv any more.
      return argv === "" ? [] : [{ pid, argv, environ: read("environ") }];
    } catch {
      return [];
    }
  });
}
