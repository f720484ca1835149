import type { Clock } from "~/kit/clock.ts";
import type { Recorded } from "./ledger.ts";
import type { Piece } from "./protocol.ts";
import type { Scenario } from "./scenario.ts";

/** So long a piece that was sent is on its way before the connection breaks. */
const CUT_MS = 50;

/** Streams an answer at the scenario's pace and notes what it told; stops when the client hangs up. */
export function eventStream(
  pieces: Piece[],
  scenario: Scenario,
  { signal, entry, clock }: { signal: AbortSignal; entry: Recorded; clock: Clock },
): ReadableStream<Uint8Array> {
  const pause = scenario.chunkMs ?? (scenario.kind === "slow" ? 250 : 0);
  const encoder = new TextEncoder();
  return new ReadableStream({
    async start(controller) {
      for (const piece of pieces) {
        if (signal.aborted) break;
        controller.enqueue(encoder.encode(written(piece)));
        if (piece.told) entry.told = piece.told;
        if (pause) await clock.sleep(pause, signal);
      }
      if (scenario.kind === "hang") await aborted(signal);
      if (signal.aborted) {
        entry.aborted = true;
        return;
      }
      if (scenario.kind !== "cut") return controller.close();
      await clock.sleep(CUT_MS);
      controller.error(new Error("the connection is cut here"));
    },
  });
}

function written({ event, data }: Piece): string {
  const payload = typeof data === "string" ? data : JSON.stringify(data);
  return `${event ? `event: ${event}\n` : ""}data: ${payload}\n\n`;
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
