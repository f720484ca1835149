import { runCli } from "./cli/index.ts";
import { readConfig } from "./config.ts";

const told = new AbortController();
// Whoever read along has gone: nothing is left to say, and what was begun is put away.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => told.abort());

process.exitCode = await runCli(process.argv.slice(2), {
  config: () => readConfig(process.env),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  stdin: () => Bun.stdin.text(),
  terminal: process.stdout.isTTY === true,
  told() {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => told.abort());
    return told.signal;
  },
});
