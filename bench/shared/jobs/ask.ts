import { existsSync } from "node:fs";
import { sign } from "~/deliveries/signature.ts";
import { sleep, wallMs } from "../clock.ts";
import { Connections } from "../connections.ts";
import { type Answer, requestText } from "../http.ts";
import { jobInput, tell } from "../job.ts";
import { Samples, type Summary } from "../numbers.ts";

/** Requests at an even rate, whether or not the earlier ones were answered. */
export interface Asking {
  url: string;
  per_second: number;
  /** How long, unless the file appears before. */
  seconds: number;
  until?: string;
  headers?: Record<string, string>;
  /** Each request a delivery of its own, signed with this; else GET. */
  secret?: string;
  /** The header that holds the signature, when it is not our own. */
  signed_in?: string;
  /** Answer also what each request was told. */
  keep?: boolean;
}

export interface Asked {
  sent: number;
  /** How many were answered by each status; `broken` where the connection ended first. */
  statuses: Record<string, number>;
  /** Counted from when a request was due, so that a server that stalls is charged for all whom it kept waiting. */
  latency: Summary;
  kept: { at: number; body: string }[];
}

const asking = jobInput<Asking>();
const url = new URL(asking.url);
const connections = new Connections(url);
const samples = new Samples();
const asked: Omit<Asked, "latency"> = { sent: 0, statuses: {}, kept: [] };

function requestOf(number: number): string {
  if (asking.secret === undefined) return requestText("GET", url, asking.headers ?? {});
  const body = JSON.stringify({
    number,
    sender: process.pid,
    action: "opened",
    message: "Please look at this. ".repeat(20),
  });
  const signature = sign(asking.secret, Buffer.from(body));
  const own = {
    [asking.signed_in ?? "X-Webhook-Signature-256"]: signature,
    "Idempotency-Key": `bench-${process.pid}-${number}`,
  };
  return requestText("POST", url, { ...asking.headers, ...own }, body);
}

async function ask(number: number, due: number): Promise<void> {
  const at = wallMs();
  const answer = await answerTo(requestOf(number));
  samples.add(wallMs() - due);
  const status = answer?.status ?? "broken";
  asked.statuses[status] = (asked.statuses[status] ?? 0) + 1;
  if (asking.keep && answer) asked.kept.push({ at, body: answer.body });
}

/** Undefined when the connection broke: that is a finding too, and no reason to stop asking. */
async function answerTo(request: string): Promise<Answer | undefined> {
  try {
    const connection = await connections.take();
    const answer = await connection.send(request);
    connections.giveBack(connection);
    return answer;
  } catch {
    return undefined;
  }
}

const pending: Promise<void>[] = [];
const total = Math.round(asking.per_second * asking.seconds);
// The first requests of a process compile its code; that is not what is asked.
for (const connection of [await connections.take(), await connections.take()]) connections.giveBack(connection);
const begin = wallMs() + 5;
while (asked.sent < total && !(asking.until !== undefined && existsSync(asking.until))) {
  const due = begin + (asked.sent * 1000) / asking.per_second;
  if (due > wallMs()) await sleep(due - wallMs());
  else pending.push(ask(asked.sent++, due));
}
await Promise.all(pending);
tell({ result: { ...asked, latency: samples.summary() } satisfies Asked });
process.exit(0);
