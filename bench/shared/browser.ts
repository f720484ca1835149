import type { CDPSession, Page } from "playwright-core";
import { signedIn } from "~/testing/pages.ts";
import type { Bench } from "./bench.ts";
import type { Server } from "./server.ts";

const MB = 1_000_000;

/** A browser in which somebody has signed in, that ends with the bench. */
export async function openPage(bench: Bench, { client }: Server, path: string): Promise<Page> {
  const browsing = await signedIn(client, path, { viewport: { width: 1280, height: 800 } });
  return bench.adopt(browsing).page;
}

/** Waits in the page itself for something to be drawn, and answers when that was, since the page was asked for. */
export function drawnAt(page: Page, selector: string, text: string): Promise<number> {
  return page.evaluate(
    ([selector, text]) =>
      new Promise<number>((resolve) => {
        const look = () => {
          const found = [...document.querySelectorAll(selector)].some((one) => one.textContent === text);
          if (found) requestAnimationFrame(() => resolve(performance.now()));
          else requestAnimationFrame(look);
        };
        look();
      }),
    [selector, text] as const,
  );
}

/** What the page's scripts hold, once what they let go is collected. */
export async function heapMb(devtools: CDPSession): Promise<number> {
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  return usedSize / MB;
}

interface TraceEvent {
  name: string;
  ph: string;
  ts: number;
  dur?: number;
  tid: number;
}

const SCRIPT = new Set(["FunctionCall", "EvaluateScript", "RunMicrotasks", "FireAnimationFrame", "TimerFire", "V8.GC"]);

/** How much script each frame took while `act` went on; the page marks each of its frames as `frame`. */
export async function scriptPerFrame(page: Page, act: () => Promise<void>): Promise<number[]> {
  const browser = page.context().browser();
  if (!browser) throw new Error("a page has a browser");
  await browser.startTracing(page, { categories: ["devtools.timeline", "blink.user_timing"] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const frames = traceEvents.filter(({ name }) => name === "frame");
  const ran = outermost(
    traceEvents.filter(({ name, ph, tid }) => SCRIPT.has(name) && ph === "X" && tid === frames[0]?.tid),
  );
  return frames.slice(0, -1).map(({ ts }, at) => {
    const end = frames[at + 1]?.ts ?? ts;
    const within = ran.filter((event) => event.ts >= ts && event.ts < end);
    return within.reduce((sum, { dur = 0 }) => sum + dur, 0) / 1_000;
  });
}

/** Without those that lie in another. */
function outermost(events: TraceEvent[]): TraceEvent[] {
  let end = 0;
  return events
    .toSorted((a, b) => a.ts - b.ts)
    .filter(({ ts, dur = 0 }) => {
      if (ts < end) return false;
      end = ts + dur;
      return true;
    });
}
