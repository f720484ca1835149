import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { BrowserContextOptions } from "playwright-core";
import { type Browsing, browse } from "./browser.ts";
import type { Client } from "./client.ts";

/** Every page is looked at in both schemes and at both ends of the widths. */
export const LOOKS = (["light", "dark"] as const).flatMap((scheme) =>
  [1280, 320].map((width) => [scheme, width] as const),
);

export const look = ([colorScheme, width]: (typeof LOOKS)[number]): BrowserContextOptions => ({
  ...{ colorScheme, reducedMotion: "reduce", viewport: { width, height: 800 } },
});

/** A browser in which somebody has signed in by the key, on the page at `path`. */
export async function signedIn(client: Client, path: string, options: BrowserContextOptions = {}): Promise<Browsing> {
  const browsing = await browse(options);
  const { page } = browsing;
  await page.goto(client.url + path);
  await page.getByLabel("Key", { exact: true }).fill(client.key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(client.url + path);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return browsing;
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong with the page as it is, one line for each place. */
export async function violations({ page }: Browsing): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate("axe.run()");
  const { violations } = found as {
    violations: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html} ${node.failureSummary}`),
  );
}

/** How far the page is wider than the window. */
export function overflow({ page }: Browsing): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
