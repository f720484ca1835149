import { expect, test } from "bun:test";
import { browse } from "~/testing/browser.ts";
import { openTest } from "~/testing/server.ts";

const looks = (["light", "dark"] as const).flatMap((scheme) => [1280, 320].map((width) => [scheme, width] as const));

test.each(looks)("the first page fits, %s and %d wide, and keeps its policy", async (colorScheme, width) => {
  await using app = await openTest();
  await using browsing = await browse({ colorScheme, viewport: { width, height: 800 } });
  const { page } = browsing;
  await page.goto(app.client.url, { waitUntil: "networkidle" });
  await page.screenshot({ path: `.screenshots/home-${colorScheme}-${width}.png`, fullPage: true });
  expect(await page.title()).toBe("Agented");
  const seen = await page.evaluate(() => ({
    overflow: document.documentElement.scrollWidth - window.innerWidth,
    // The style sheet is there.
    font: getComputedStyle(document.querySelector("h1") ?? document.body).fontSize,
    dark: getComputedStyle(document.body).color,
  }));
  expect(seen.overflow).toBeLessThanOrEqual(0);
  expect(seen.font).toBe("32px");
  expect(seen.dark).toBe(colorScheme === "dark" ? "rgb(255, 255, 255)" : "rgb(0, 0, 0)");
  expect(browsing.complaints).toEqual([]);
  expect([...browsing.hosts]).toEqual([new URL(app.client.url).host]);
});

test("the links of the first page lead somewhere", async () => {
  await using app = await openTest();
  await using browsing = await browse();
  await browsing.page.goto(app.client.url);
  const links = await browsing.page.locator("a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
  expect(links.length).toBeGreaterThan(2);
  for (const link of links) expect((await app.client.fetch(link, { headers: { "X-API-Key": "" } })).status).toBe(200);
});
