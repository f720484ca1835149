import type { Client } from "~/testing/client.ts";
import { argvOf, environOf, processes } from "./procs.ts";

/** A tree of processes that is hard to end. */
export interface Subject {
  name: string;
  trigger: { backend: string; backend_config?: { command: string[] } };
  message: string;
  /** Gave up every tie: only a cgroup finds it. */
  needs_cgroup?: boolean;
  /** Stands in the arguments of every process of a command's tree. */
  token: string;
}

/** Without environment, parents and descriptors: the residue that the design admits where there is no cgroup. */
const CLEAN = "daemonise clean";
const PROMPTS: Record<string, string> = {
  tool: "say up; tool",
  daemonise: "daemonise; say up; hang",
  [CLEAN]: "daemonise clean; say up; hang",
  "hold output": "hold output; say up; hang",
  "ignore TERM": "say up; ignore TERM; hang",
};
const FAKES = ["claude", "codex", "gemini", "opencode"];

/** Each says `up` and stays. What it leaves is called `${token}-daemon`. */
const TREES: Record<string, (daemon: string) => string> = {
  "tool shell": (daemon) => `setsid bash -c 'bash -c "exec -a ${daemon} sleep 600"; :' ${daemon} & echo up; wait`,
  "deaf daemon": (daemon) =>
    `trap '' TERM; setsid bash -c 'trap "" TERM INT HUP; exec -a ${daemon} sleep 600' & echo up; wait`,
  "clean daemon with output": (daemon) => `(env -i setsid bash -c 'exec -a ${daemon} sleep 600' &); echo up; sleep 600`,
  "clean daemon without descriptors": (daemon) =>
    `(env -i setsid bash -c 'exec -a ${daemon} sleep 600' </dev/null >/dev/null 2>&1 &); echo up; sleep 600`,
};

export function fakeSubjects(): Subject[] {
  return Object.entries(PROMPTS).flatMap(([prompt, message]) =>
    FAKES.map((backend) => ({
      name: `${backend} "${prompt}"`,
      trigger: { backend },
      message,
      needs_cgroup: prompt === CLEAN,
      token: newToken(),
    })),
  );
}

export function treeSubjects(): Subject[] {
  return Object.entries(TREES).map(([name, script]) => {
    const token = newToken();
    const backend_config = { command: ["sh", "-c", script(`${token}-daemon`)] };
    const needs_cgroup = name === "clean daemon without descriptors";
    return { name, trigger: { backend: "command", backend_config }, message: "", needs_cgroup, token };
  });
}

function newToken(): string {
  return `torture-${crypto.randomUUID()}`;
}

/** Who was seen of one execution, by token, by marker and by the pids its fake printed; from then on by pid and start. */
export class Sightings {
  #seen = new Map<number, number>();

  constructor(
    readonly subject: Subject,
    readonly id: string,
  ) {}

  /** Looks once; true when everything that is to be ended stands. */
  async planted(client: Client): Promise<boolean> {
    const lines = (await client.lines(this.id)).join("\n");
    const told = [...lines.matchAll(/"pid (\d+)"/g)].map((match) => Number(match[1]));
    const argvs = this.#look(told);
    if (!lines.includes("up")) return false;
    if (this.subject.trigger.backend_config)
      return argvs.some((argv) => argv.startsWith(`${this.subject.token}-daemon`));
    return !/^say up; tool|daemon|hold/.test(this.subject.message) || argvs.some((argv) => argv.includes("sleep 600"));
  }

  /** Looks once more, then says who is still there. */
  survivors(): number[] {
    this.#look([]);
    return processes().flatMap(({ pid, started, zombie }) => (!zombie && this.#seen.get(pid) === started ? pid : []));
  }

  #look(told: readonly number[]): string[] {
    return processes().flatMap(({ pid, started }) => {
      const argv = argvOf(pid);
      const marked = environOf(pid).includes(`AGENTED_EXECUTION_ID=${this.id}`);
      if (!marked && !argv.includes(this.subject.token) && !told.includes(pid)) return [];
      this.#seen.set(pid, started);
      return argv;
    });
  }
}
