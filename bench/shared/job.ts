import { join } from "node:path";
import { end } from "./end.ts";

const JOBS = join(import.meta.dir, "jobs");

/** A script in a process of its own: says once that it is ready, and in the end what it found. */
export interface Job<Ready, Result> extends AsyncDisposable {
  pid: number;
  ready: Promise<Ready>;
  result: Promise<Result>;
}

export function startJob<Ready, Result>(script: string, input: unknown): Job<Ready, Result> {
  const proc = Bun.spawn([process.execPath, join(JOBS, script), JSON.stringify(input)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ready = Promise.withResolvers<Ready>();
  const result = Promise.withResolvers<Result>();
  const hear = (line: string) => {
    const said = JSON.parse(line) as { ready: Ready } | { result: Result };
    if ("ready" in said) ready.resolve(said.ready);
    else result.resolve(said.result);
  };
  const fail = (error: unknown) => {
    ready.reject(error);
    result.reject(error);
  };
  // A figure that broke off waits for neither; that must not count as an unhandled rejection.
  for (const { promise } of [ready, result]) promise.catch(() => {});
  readLines(proc.stdout, hear).then(() => fail(new Error(`${script} ended before it was done`)), fail);
  const dispose = async () => {
    if (proc.exitCode === null) await end(proc, 2_000);
  };
  return { pid: proc.pid, ready: ready.promise, result: result.promise, [Symbol.asyncDispose]: dispose };
}

async function readLines(stream: ReadableStream<Uint8Array>, hear: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) hear(line);
  }
}

/** In a script of `jobs/`: what it was asked. */
export function jobInput<Input>(): Input {
  return JSON.parse(process.argv[2] ?? "{}") as Input;
}

/** In a script of `jobs/`: says something to who started it. */
export function tell(said: { ready: unknown } | { result: unknown }): void {
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
