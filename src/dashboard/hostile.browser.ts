import { expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { addHostile } from "~/testing/hostile-scene.ts";
import { signedIn, visit } from "~/testing/pages.ts";
import { places } from "~/testing/places.ts";
import { openScene } from "~/testing/scene.ts";

/** What the page would have to make of a text before it could be run. */
const MADE =
  "iframe, object, embed, base, form[action], [onerror], [onload], [href^='javascript:' i], [src^='javascript:' i]";

/** Shows what lies behind each tab of the page, one after the other. */
async function openTabs(page: Page): Promise<void> {
  const tabs = page.getByRole("tab");
  for (let n = 0; n < (await tabs.count()); n++) {
    await tabs.nth(n).click();
    expect([page.url(), n, await page.locator(MADE).count()]).toEqual([page.url(), n, 0]);
  }
}

test("hostile text in names, prompts, lines and answers is text on every page, and nothing of it runs", async () => {
  await using scene = await openScene();
  const ids = await addHostile(scene.client, scene.ids);
  await using browsing = await signedIn(scene.client, "/");
  const { page } = browsing;
  await page.addInitScript(() => {
    const canary = () => console.error("the canary was called");
    Object.assign(window, { canary, alert: canary, confirm: canary, prompt: canary });
  });
  for (const { path } of places()) {
    await visit(browsing, scene.client.url + path(ids));
    expect([path(ids), await page.locator(MADE).count()]).toEqual([path(ids), 0]);
    await openTabs(page);
  }
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Where to, or what to do" }).fill("canary");
  await page.getByRole("option").first().waitFor();
  expect(await page.locator(MADE).count()).toBe(0);
  expect(browsing.complaints).toEqual([]);
}, 120_000);
