import type { Client } from "~/testing/client.ts";

interface Logged {
  seq: number;
  stream: string;
  text: string;
}

/** Reads an execution's server-sent events to the end. */
export async function follow(client: Client, id: string) {
  const response = await client.fetch(`/admin/executions/${id}/stream`);
  const events = (await response.text()).split("\n\n").map(parse);
  const data = (name: string) => events.filter(({ event }) => event === name).map((one) => JSON.parse(one.data));
  const logs: Logged[] = data("log");
  return { logs, complete: data("complete").at(-1) };
}

function parse(block: string) {
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(block)?.[1] ?? "";
  return { event: field("event"), data: field("data") };
}
