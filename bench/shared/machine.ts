import { cpus, loadavg, release, totalmem } from "node:os";

const ROOT = new URL("../../", import.meta.url).pathname;

/** On what and of what the figures were taken. */
export function describeRun(): string[] {
  const [first, ...others] = cpus();
  const gib = (totalmem() / 1024 ** 3).toFixed(1);
  const load = loadavg().map((value) => value.toFixed(1));
  return [
    `Date: ${new Date().toISOString()}`,
    `Commit: ${git("rev-parse", "--short=12", "HEAD")}${git("status", "--porcelain") ? " with changes" : ""}`,
    `Machine: ${first?.model.trim()}, ${others.length + 1} cores, ${gib} GiB, ${process.platform} ${release()}`,
    `Bun: ${Bun.version}`,
    `Load when it began: ${load.join(" ")}`,
  ];
}

function git(...args: string[]): string {
  return Bun.spawnSync(["git", "-C", ROOT, ...args])
    .stdout.toString()
    .trim();
}
