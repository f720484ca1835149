import type { Bench } from "./bench.ts";
import type { Read, Reading } from "./jobs/read.ts";
import { cpuSeconds, watchGrowth } from "./procfs.ts";
import { StartingLine } from "./starting-line.ts";

/** A crowd of readers before a number of runs that all print. */
export interface Crowd {
  runs: number;
  readers_each: number;
  lines: number;
  per_second: number;
}

export interface Watched extends Read {
  /** Of the server, from before the first reader came until the last one had gone. */
  grown_mb: number;
  cpu_s: number;
}

/** The crowd before our server. */
export async function watchOurs(bench: Bench, crowd: Crowd): Promise<Watched> {
  const line = new StartingLine(bench);
  const server = await bench.server({ MAX_CONCURRENT_EXECUTIONS: String(crowd.runs) });
  const { client } = server;
  const command = line.printer(crowd.lines, crowd.per_second);
  const ids: string[] = [];
  for (let i = 0; i < crowd.runs; i++) ids.push(await client.start(command));
  const urls = ids.map((id) => `${client.url}/admin/executions/${id}/stream`);
  return watch(bench, server.pid, line, { ...crowd, urls, headers: { "X-API-Key": client.key } });
}

/** The same crowd before the bare server. */
export async function watchBare(bench: Bench, crowd: Crowd): Promise<Watched> {
  const line = new StartingLine(bench);
  const command = line.printer(crowd.lines, crowd.per_second);
  const server = bench.job<unknown, string, never>("bare-streams.ts", { runs: crowd.runs, command });
  const origin = await server.ready;
  const urls = Array.from({ length: crowd.runs }, (_, i) => `${origin}/${i}/stream`);
  return watch(bench, server.pid, line, { ...crowd, urls, headers: {} });
}

async function watch(
  bench: Bench,
  pid: number,
  line: StartingLine,
  { runs, ...reading }: Reading & Crowd,
): Promise<Watched> {
  const stopWatch = watchGrowth(pid);
  const readers = bench.job<Reading, true, Read>("read.ts", reading);
  await readers.ready;
  await line.go(runs);
  const cpu_before = cpuSeconds(pid);
  const read = await readers.result;
  return { ...read, grown_mb: stopWatch(), cpu_s: cpuSeconds(pid) - cpu_before };
}
