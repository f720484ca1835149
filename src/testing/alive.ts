/** Whether a process runs: one that only waits to be reaped does not. */
export function alive(pid: number): boolean {
  const { stdout } = Bun.spawnSync(["ps", "-o", "stat=", "-p", String(pid)]);
  return /^[^Z\s]/.test(stdout.toString().trim());
}
