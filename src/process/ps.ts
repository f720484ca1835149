import { lazy } from "./lazy.ts";
import type { Proc, ProcessTable } from "./table.ts";

// NOTE: macOS. The parser is tested, the commands were never run there. No sessions and no open files are seen,
// so what clears its environment and leaves its parents escapes a sweep.
const COLUMNS = ["-o", "pid=,ppid=,stat=,lstart=,command="];

export const psTable: ProcessTable = {
  boot: lazy(() => {
    const boot = /sec = (\d+)/.exec(run(["sysctl", "-n", "kern.boottime"]))?.[1];
    if (!boot) throw new Error("The system does not tell when it was booted.");
    return boot;
  }),
  find: (pid) => parsePs(run(["ps", ...COLUMNS, "-p", String(pid)])),
  list: () =>
    run(["ps", "-ax", ...COLUMNS])
      .split("\n")
      .map(parsePs)
      .filter((proc) => proc !== undefined),
  parse: parsePs,
  bears: (pid, variable) =>
    ` ${run(["ps", "-Eww", "-o", "command=", "-p", String(pid)]).trim()} `.includes(` ${variable} `),
  holds: () => [],
};

export function parsePs(line: string): Proc | undefined {
  const [pid, parent, state, ...rest] = line.trim().split(/\s+/);
  const started = Date.parse(rest.slice(0, 5).join(" "));
  if (!state || Number.isNaN(started)) return undefined;
  return { pid: Number(pid), parent: Number(parent), session: 0, started, gone: state.startsWith("Z") };
}

function run(argv: string[]): string {
  return Bun.spawnSync(argv, { env: { LC_ALL: "C", PATH: "/usr/bin:/bin:/usr/sbin:/sbin" } }).stdout.toString();
}
