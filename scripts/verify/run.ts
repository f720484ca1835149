/** Runs a command in the checkout and answers what it said on both streams. */
export async function run(argv: string[], env: Record<string, string> = {}): Promise<{ code: number; output: string }> {
  const child = Bun.spawn(argv, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const texts = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, output: texts.join("") };
}

/** The same of one that must end well. Answers its output; throws its last lines. */
export async function mustRun(argv: string[], env?: Record<string, string>): Promise<string> {
  const { code, output } = await run(argv, env);
  if (code === 0) return output;
  const last = output.trim().split("\n").slice(-5).join(" / ");
  throw new Error(`${argv.join(" ")}: exit code ${code}: ${last}`);
}
