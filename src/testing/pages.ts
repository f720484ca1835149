import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { BrowserContextOptions } from "playwright-core";
import { type Browsing, browse } from "./browser.ts";
import type { Client } from "./client.ts";
import { until } from "./until.ts";

export const SCHEMES = ["light", "dark"] as const;
export type Look = readonly [scheme: (typeof SCHEMES)[number], width: number];

/** What tests of single pages look at them in: each scheme and each width once. */
export const LOOKS: readonly Look[] = [
  ["light", 320],
  ["dark", 1280],
];
const CROSSED: readonly Look[] = [
  ["light", 1280],
  ["dark", 320],
];
/** The walk through all pages takes the other two as well; CI's time has room for those alone. */
export const WALKED: readonly Look[] = process.env.CI ? CROSSED : [...CROSSED, ...LOOKS];

export const look = ([colorScheme, width]: Look): BrowserContextOptions => ({
  ...{ colorScheme, reducedMotion: "reduce", viewport: { width, height: 800 } },
});

/** A browser in which somebody is signed in, on the page at `path`. */
export async function signedIn(client: Client, path: string, options: BrowserContextOptions = {}): Promise<Browsing> {
  const browsing = await browse(options);
  const { page } = browsing;
  const answer = await page.request.post(`${client.url}/admin/session`, { data: { key: client.key } });
  if (!answer.ok()) throw new Error(`nobody was signed in: ${answer.status()}`);
  await visit(browsing, client.url + path);
  return browsing;
}

/** From now on a page in this look. It hears of another scheme a moment after the browser, and then draws itself anew. */
export async function wear({ page }: Browsing, [colorScheme, width]: Look): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width, height: 800 });
  await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

/** Until nothing on it is awaited any more. */
export function settled({ page }: Browsing): Promise<boolean> {
  return until("what is loading", async () => (await page.getByLabel("Loading").count()) === 0);
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong with the page as it is, one line for each place. Most of its time went into telling what is right. */
export async function violations({ page }: Browsing): Promise<string[]> {
  await page.evaluate(`window.axe ?? ${axe}`);
  const found = await page.evaluate("axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)");
  return (found as { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[]).flatMap(
    ({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html} ${node.failureSummary}`),
  );
}

/** Opens a page and waits until it stands and hears the server. */
export async function visit({ page }: Browsing, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByRole("status", { name: "The stream is live" }).waitFor();
}

/** What is wrong with the page as it is, for axe and for its width; its picture is kept as `.screenshots/<name>.png`. */
export async function faults(browsing: Browsing, name: string): Promise<string[]> {
  await browsing.page.screenshot({ path: `.screenshots/${name}.png` });
  // After a change of its width a page takes a moment to find its shape.
  await until("the page to fit", async () => (await overflow(browsing)) <= 0, 2_000).catch(() => {});
  const wider = await overflow(browsing);
  return [...(wider > 0 ? [`${wider} px wider than the window`] : []), ...(await violations(browsing))];
}

/** Pages by the names that their pictures get. */
type Paths = Record<string, string>;

/** The faults of these pages in all looks, one line for each place. */
export async function misfits(browsing: Browsing, url: string, paths: Paths, looks: readonly Look[]) {
  const found: string[] = [];
  let order = looks;
  for (const [name, path] of Object.entries(paths)) {
    await visit(browsing, url + path);
    await settled(browsing);
    found.push(...(await faultsIn(order, browsing, name)));
    // The next is loaded in the look that this one ended in, so pages begin in each.
    order = order.toReversed();
  }
  return found;
}

/** The faults of these states of pages that the walk looks at as well: each in one of the looks, in turn. */
export async function misfitsInTurn(browsing: Browsing, url: string, paths: Paths): Promise<string[]> {
  const found: string[] = [];
  for (const [n, [name, path]] of Object.entries(paths).entries()) {
    const at = n % LOOKS.length;
    found.push(...(await misfits(browsing, url, { [name]: path }, LOOKS.slice(at, at + 1))));
  }
  return found;
}

/** The faults of the page as it is, in each look, one line for each place. */
export async function faultsIn(looks: readonly Look[], browsing: Browsing, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const one of looks) {
    await wear(browsing, one);
    const looked = [name, ...one].join("-");
    found.push(...(await faults(browsing, looked)).map((fault) => `${looked}: ${fault}`));
  }
  return found;
}

/** How far the page is wider than the window. */
export function overflow({ page }: Browsing): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
