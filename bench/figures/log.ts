import type { Page } from "playwright-core";
import type { Bench } from "../shared/bench.ts";
import { drawnAt, heapMb, openPage, scriptPerFrame } from "../shared/browser.ts";
import type { Figure, Row } from "../shared/figure.ts";
import { summarize } from "../shared/numbers.ts";
import { StartingLine } from "../shared/starting-line.ts";

const RATE = 10_000;
/** By default a log of this length has a line more, where the kept head ends. */
const KEEP_ALL = { MAX_STORED_BYTES: String(1024 ** 3) };
const SECONDS = 4;
/** Pixels in a second: read along, skim, fly. */
const SPEEDS = [1_500, 8_000, 60_000];
const BOX = ".log";
/** Long and short ones, colours, both streams. */
const PRINT = String.raw`
BEGIN {
  for (i = 1; i < n; i++) {
    if (i % 7 == 0) printf "\033[32m%d\033[0m a \033[1;31mcoloured\033[0m line of the \033[38;5;208mlog\033[0m\n", i
    else if (i % 11 == 0) printf "%d a long line %s\n", i, long
    else if (i % 1000 == 0) printf "%d rare, see https://example.com/%d\n", i, i
    else printf "%d a line as a build prints it: src/some/file.ts(12,5): done\n", i
  }
  print "the last line"
}`;

/** The log of an execution in a browser: a long one read, and a fast one followed. */
export const log: Figure = {
  name: "log",
  title: "the page's log in Chromium: 200,000 lines read, then 10,000 lines/s followed",
  run: async (bench) => [...(await read(bench)), ...(await follow(bench))],
};

async function read(bench: Bench): Promise<Row[]> {
  const lines = bench.pick(200_000, 20_000);
  const server = await bench.server(KEEP_ALL);
  const { client } = server;
  const long = "and more of it ".repeat(20);
  const id = await client.start(["awk", "-v", `n=${lines}`, "-v", `long=${long}`, PRINT]);
  const { last_seq } = await client.finished(id);
  const page = await openPage(bench, server, "/executions");
  await page.goto(`${client.url}/executions/${id}`);
  const painted = await drawnAt(page, ".log-text", "the last line");
  const frames: number[] = [];
  for (const speed of SPEEDS) frames.push(...(await scriptPerFrame(page, () => scroll(page, speed))));
  const script = summarize(frames);
  const found = {
    rare: await find(page, "rare, see"),
    all: await find(page, "line"),
    none: await find(page, "nowhere"),
  };
  return [
    { what: "lines", ours: last_seq, unit: "", mark: { exactly: lines } },
    { what: "asked for → its last lines painted", ours: painted, unit: "ms", mark: { at_most: 1_000 } },
    { what: "frames scrolled", ours: script.count, unit: "" },
    { what: "script of a scrolled frame, p50", ours: script.p50, unit: "ms" },
    { what: "script of a scrolled frame, p95", ours: script.p95, unit: "ms", mark: { at_most: 8 } },
    { what: "script of a scrolled frame, slowest", ours: script.max, unit: "ms" },
    { what: "search typed → counted, 1 line in 1,000", ours: found.rare, unit: "ms", mark: { at_most: 200 } },
    { what: "search typed → counted, most lines", ours: found.all, unit: "ms", mark: { at_most: 200 } },
    { what: "search typed → counted, no line", ours: found.none, unit: "ms", mark: { at_most: 200 } },
  ];
}

/** Scrolls up from the end with a wheel, so fast, while the page marks its frames. */
async function scroll(page: Page, speed: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const box = await page.locator(BOX).boundingBox();
  if (!box) throw new Error("there is no log");
  await page.evaluate((selector) => {
    const log = document.querySelector(selector);
    if (log) log.scrollTop = log.scrollHeight;
    if (performance.getEntriesByName("frame").length > 0) return;
    const next = () => {
      performance.mark("frame");
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  }, BOX);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await devtools.send("Input.synthesizeScrollGesture", {
    ...{ ...at, yDistance: speed * SECONDS, speed, gestureSourceType: "mouse" },
  });
}

/** How long after the last letter the page says how many lines have it. */
async function find(page: Page, text: string): Promise<number> {
  const box = page.getByLabel("Search the output");
  await box.fill("");
  const counted = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let typed = 0;
        document.addEventListener(
          "input",
          () => {
            typed = performance.now();
          },
          { once: true },
        );
        const look = () => {
          const said = document.querySelector(".log-found")?.textContent;
          if (typed > 0 && said) resolve(performance.now() - typed);
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  await box.fill(text);
  return counted;
}

/** Counts in the page what it is told of the log, and its longest pause. Runs before the page's own scripts. */
function watchFrames(): void {
  const seen = { lines: 0, next: 1, wrong: 0, slowest_ms: 0 };
  Object.assign(window, { seen });
  const hear = MessagePort.prototype.addEventListener;
  MessagePort.prototype.addEventListener = function (this: MessagePort, ...given: Parameters<typeof hear>) {
    hear.call(this, "message", (event) => {
      const { data } = event as MessageEvent;
      for (const { seq } of data.kind === "lines" ? data.lines : []) {
        if (seq !== seen.next) seen.wrong++;
        seen.next = seq + 1;
        seen.lines++;
      }
    });
    return hear.apply(this, given);
  };
  let before = performance.now();
  const look = () => {
    const now = performance.now();
    seen.slowest_ms = Math.max(seen.slowest_ms, now - before);
    before = now;
    requestAnimationFrame(look);
  };
  Object.assign(window, {
    watchPauses: () => {
      seen.slowest_ms = 0;
      before = performance.now();
      look();
    },
  });
}

async function follow(bench: Bench): Promise<Row[]> {
  const seconds = bench.pick(30, 3);
  const lines = RATE * seconds;
  const line = new StartingLine(bench);
  const server = await bench.server(KEEP_ALL);
  const { client } = server;
  const id = await client.start(line.printer(lines, RATE));
  const page = await openPage(bench, server, "/executions");
  const devtools = await page.context().newCDPSession(page);
  await page.addInitScript(watchFrames);
  await page.goto(`${client.url}/executions/${id}`);
  await page.getByRole("status", { name: "The stream is live" }).waitFor();
  const before = await heapMb(devtools);
  await page.evaluate("watchPauses()");
  await line.go(1);
  const clicks = clickNowAndThen(page, seconds);
  const shown = page.getByText(`${lines.toLocaleString("en")} lines`, { exact: true });
  await shown.waitFor({ timeout: (seconds + 30) * 1_000 });
  const { wrong, lines: told, slowest_ms } = await page.evaluate<Record<string, number>>("seen");
  const grown = (await heapMb(devtools)) - before;
  const end = await page.evaluate(
    (selector) => document.querySelector(`${selector}-line:last-child`)?.getAttribute("data-seq"),
    BOX,
  );
  return [
    { what: "lines the page was told of", ours: told ?? Number.NaN, unit: "", mark: { exactly: lines } },
    { what: "of them out of order or double", ours: wrong ?? Number.NaN, unit: "", mark: { exactly: 0 } },
    { what: "the last line on the page", ours: Number(end), unit: "", mark: { exactly: lines } },
    { what: "longest pause between two frames", ours: slowest_ms ?? Number.NaN, unit: "ms", mark: { at_most: 500 } },
    { what: "a click answered, slowest", ours: Math.max(...(await clicks)), unit: "ms", mark: { at_most: 500 } },
    { what: "memory of its scripts grown", ours: grown, unit: "MB", mark: { at_most: 30 } },
  ];
}

/** How long a checkbox takes to be drawn checked, or not, each second. */
async function clickNowAndThen(page: Page, times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < times; n++) {
    taken.push(
      await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const box = document.querySelector<HTMLInputElement>("input[type=checkbox]");
            const begin = performance.now();
            box?.click();
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begin)));
          }),
      ),
    );
    await page.waitForTimeout(1_000 - Math.min(900, taken.at(-1) ?? 0));
  }
  return taken;
}
