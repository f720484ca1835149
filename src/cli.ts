import { runCli } from "./cli/index.ts";
import { readConfig } from "./config.ts";

const told = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => told.abort());

process.exitCode = await runCli(process.argv.slice(2), {
  config: () => readConfig(process.env),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  signal: told.signal,
});
