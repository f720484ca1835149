import { expect, test } from "bun:test";
import { browse } from "~/testing/browser.ts";
import { openTest } from "~/testing/server.ts";

test("/docs shows every operation, asks no other host and keeps its policy", async () => {
  await using app = await openTest();
  const { paths } = await app.client.call("GET", "/openapi/openapi.json");
  const operations = Object.values<object>(paths).flatMap((path) => Object.keys(path));
  await using browsing = await browse({ viewport: { width: 1280, height: 800 } });
  const { page } = browsing;
  await page.goto(`${app.client.url}/docs`, { waitUntil: "networkidle" });
  await page
    .locator(".opblock")
    .nth(operations.length - 1)
    .waitFor();
  await page.screenshot({ path: ".screenshots/docs.png", fullPage: true });
  expect(await page.locator(".opblock").count()).toBe(operations.length);
  expect(await page.locator(".errors-wrapper").count()).toBe(0);
  // Opened, an operation draws its schemas and its icons.
  await page.locator(".opblock-post").first().click();
  await page.locator(".opblock.is-open .opblock-body").first().waitFor();
  // Browsers ask for an icon of their own accord.
  expect(browsing.complaints.filter((complaint) => !complaint.endsWith("/favicon.ico"))).toEqual([]);
  expect([...browsing.hosts]).toEqual([new URL(app.client.url).host]);
});
