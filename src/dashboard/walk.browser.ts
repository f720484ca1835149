import { expect, test } from "bun:test";
import { faults, LOOKS, signedIn, visit } from "~/testing/pages.ts";
import { places } from "~/testing/places.ts";
import { openScene } from "~/testing/scene.ts";

test("every page fits, keeps its policy and can be read by all, in both schemes and widths", async () => {
  await using scene = await openScene();
  const { client, ids } = scene;
  await using browsing = await signedIn(client, "/", { reducedMotion: "reduce" });
  const { page } = browsing;
  for (const { name, path } of places()) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await visit(browsing, client.url + path(ids));
    for (const [colorScheme, width] of LOOKS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      expect([name, colorScheme, width, await faults(browsing, `${name}-${colorScheme}-${width}`)]).toEqual([
        ...[name, colorScheme, width],
        [],
      ]);
    }
  }
  expect(browsing.complaints).toEqual([]);
  expect([...browsing.hosts]).toEqual([new URL(client.url).host]);
}, 120_000);
