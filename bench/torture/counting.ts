import type { Client } from "~/testing/client.ts";
import { until } from "~/testing/until.ts";
import { gapIn } from "./figures.ts";
import { ended } from "./home.ts";

/** A command that prints 1, 2, … `lines`, one of them every `every_s`; a stubborn one ends at no signal but KILL. */
export function counting(lines: number, every_s: number, stubborn = false): string[] {
  const loop = `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo $i; sleep ${every_s}; done`;
  return ["sh", "-c", stubborn ? `trap "" INT TERM; ${loop}` : loop];
}

/** Starts so many of a command, and waits until each has said something. */
export async function startRuns(client: Client, count: number, command: string[]): Promise<string[]> {
  const { id } = await client.trigger({ backend_config: { command }, max_concurrent: count });
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push((await client.call("POST", `/admin/triggers/${id}/run`, {})).execution_id);
  for (const each of ids) await until(`${each} to speak`, async () => (await client.execution(each)).last_seq > 0);
  return ids;
}

/** Undefined when it has succeeded in one attempt, with every line once and in order. */
export async function brokenRun(client: Client, id: string, lines: number, ms: number): Promise<string | undefined> {
  const { status, reason, detail, attempts } = await ended(client, id, ms);
  if (status !== "succeeded") return `${id} is ${status}, ${reason} (${detail})`;
  if (attempts.length !== 1) return `${id} took ${attempts.length} attempts`;
  const gap = gapIn((await client.lines(id)).map(Number), lines);
  return gap && `${id}: ${gap}`;
}
