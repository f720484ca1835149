import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { browse } from "~/testing/browser.ts";
import { cable } from "~/testing/cable.ts";
import { jumpingClock } from "~/testing/jumping-clock.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

interface Told {
  seqs: number[];
  complete: string[];
  closed: boolean;
}

/** Opens a bare EventSource in the page, which keeps what it is told in `window.told`. */
function listen(page: Page, url: string): Promise<void> {
  return page.evaluate((url) => {
    const told: Told = { seqs: [], complete: [], closed: false };
    Object.assign(window, { told });
    const source = new EventSource(url);
    source.addEventListener("log", (event) => told.seqs.push(JSON.parse(event.data).seq));
    source.addEventListener("complete", (event) => {
      told.complete.push(event.lastEventId);
      source.close();
    });
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) told.closed = true;
    });
  }, url);
}

const told = (page: Page): Promise<Told> => page.evaluate(() => Reflect.get(window, "told"));
const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, i) => from + i);

async function open() {
  const clock = jumpingClock();
  const app = await openTest({}, { clock });
  const go = join(app.data_dir, "go");
  const id = await app.client.start(["sh", "-c", `seq 1 50; until [ -e ${go} ]; do sleep 0.02; done; seq 51 100`]);
  const path = `/admin/executions/${id}/stream`;
  const mint = () => app.client.call("POST", "/admin/stream-tokens", { path }, 201);
  return { app, clock, mint, go: () => writeFileSync(go, ""), [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

test("a bare EventSource with a token hears every line and the end", async () => {
  await using opened = await open();
  await using browsing = await browse();
  const { page } = browsing;
  await page.goto(opened.app.client.url);
  await listen(page, (await opened.mint()).url);
  await until("the first half", async () => (await told(page)).seqs.length === 50);
  opened.go();
  await until("the end", async () => (await told(page)).complete.length > 0);
  expect(await told(page)).toEqual({ seqs: upTo(100), complete: ["100.end"], closed: false });
  expect(browsing.complaints).toEqual([]);
});

test("a connection that broke goes on by itself while the token holds", async () => {
  await using opened = await open();
  using way = await cable(opened.app.client.url);
  await using browsing = await browse();
  const { page } = browsing;
  await page.goto(way.url);
  await listen(page, (await opened.mint()).url);
  await until("the first half", async () => (await told(page)).seqs.length === 50);
  way.cut();
  opened.go();
  await until("the end", async () => (await told(page)).complete.length > 0, 20_000);
  expect(await told(page)).toEqual({ seqs: upTo(100), complete: ["100.end"], closed: false });
});

test("after the token's minute the browser is told 401, and a new token with ?after= loses nothing", async () => {
  await using opened = await open();
  using way = await cable(opened.app.client.url);
  await using browsing = await browse();
  const { page } = browsing;
  await page.goto(way.url);
  const first = await opened.mint();
  await listen(page, first.url);
  await until("the first half", async () => (await told(page)).seqs.length === 50);
  opened.clock.jump(61_000);
  way.cut();
  await until("the refusal", async () => (await told(page)).closed, 20_000);
  const refused = await opened.app.client.fetch(first.url, { headers: { "X-API-Key": "" } });
  expect([refused.status, (await refused.json()).code]).toEqual([401, "token_expired"]);
  const { seqs } = await told(page);
  opened.go();
  await listen(page, `${(await opened.mint()).url}&after=${seqs.at(-1)}`);
  await until("the end", async () => (await told(page)).complete.length > 0, 20_000);
  const rest = await told(page);
  expect([...seqs, ...rest.seqs]).toEqual(upTo(100));
  expect(rest.complete).toEqual(["100.end"]);
});
