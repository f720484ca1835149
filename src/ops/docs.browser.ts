import { expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { browse } from "~/testing/browser.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

/** Of a long document only what is in sight is drawn. */
async function scrollThrough(page: Page): Promise<Set<string>> {
  const seen = new Set<string>();
  const top = () => page.evaluate(() => scrollY);
  for (let last = -1, at = 0; at > last; at = await top()) {
    last = at;
    await until("what is in sight", () => page.locator(".opblock").count());
    const texts = await page.locator(".opblock-summary-method, .opblock-summary-path").allInnerTexts();
    for (let i = 0; i + 1 < texts.length; i += 2) seen.add(`${texts[i]} ${texts[i + 1]}`.replaceAll("\u200b", ""));
    await page.evaluate(() => scrollBy(0, 600));
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }
  return seen;
}

test("/docs shows every operation, asks no other host and keeps its policy", async () => {
  await using app = await openTest();
  const { paths } = await app.client.call("GET", "/openapi/openapi.json");
  const operations = Object.entries<object>(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  await using browsing = await browse({ viewport: { width: 1280, height: 800 } });
  const { page } = browsing;
  await page.goto(`${app.client.url}/docs`, { waitUntil: "networkidle" });
  await page.locator(".opblock").first().waitFor();
  await page.screenshot({ path: ".screenshots/docs.png" });
  expect([...(await scrollThrough(page))].sort()).toEqual(operations.sort());
  expect(await page.locator(".errors-wrapper").count()).toBe(0);
  // Opened, an operation draws its schemas and its icons.
  await page.locator(".opblock").last().click();
  await page.locator(".opblock.is-open .opblock-body").first().waitFor();
  // Browsers ask for an icon of their own accord.
  expect(browsing.complaints.filter((complaint) => !complaint.endsWith("/favicon.ico"))).toEqual([]);
  expect([...browsing.hosts]).toEqual([new URL(app.client.url).host]);
});
