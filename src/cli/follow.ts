import { type EventSourceMessage, EventSourceParserStream } from "eventsource-parser/stream";
import { systemClock } from "~/kit/clock.ts";
import { type Api, Refused, Unreachable } from "./api.ts";

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;
/** How long a server that has gone away is waited for. */
const PATIENCE_MS = 300_000;

/**
 * The events of a stream of the server, each once, from after the cursor to `complete`. A connection that breaks is made
 * again where it was: what is read does not end because the server starts anew.
 */
export async function* follow(api: Api, path: string, after: number, signal: AbortSignal) {
  let cursor = String(after);
  let lost: { since: number; wait_ms: number } | undefined;
  let connected = false;
  while (!signal.aborted) {
    try {
      for await (const event of open(api, path, cursor, signal)) {
        connected = true;
        lost = undefined;
        if (event.id !== undefined) cursor = event.id;
        yield event;
        if (event.event === "complete") return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!connected || (error instanceof Refused && !error.isTemporary)) throw error;
    }
    const now = systemClock.now();
    lost ??= { since: now, wait_ms: FIRST_WAIT_MS };
    if (now - lost.since > PATIENCE_MS)
      throw new Unreachable(`the server at ${api.base} has gone away; the run has not`);
    await systemClock.sleep(lost.wait_ms, signal);
    lost.wait_ms = Math.min(lost.wait_ms * 2, LONGEST_WAIT_MS);
  }
}

async function* open(api: Api, path: string, cursor: string, signal: AbortSignal): AsyncGenerator<EventSourceMessage> {
  const headers = { Accept: "text/event-stream", "Last-Event-ID": cursor };
  const { body } = await api.fetch(path, { headers, signal });
  if (!body) return;
  yield* body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
}
