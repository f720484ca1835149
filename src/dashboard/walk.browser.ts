import { expect, test } from "bun:test";
import { faults, signedIn, visit } from "~/testing/pages.ts";
import { places } from "~/testing/places.ts";
import { openScene } from "~/testing/scene.ts";

const SCHEMES = ["light", "dark"] as const;

test.each(SCHEMES)(
  "every page fits, keeps its policy and can be read by all, %s and in both widths",
  async (scheme) => {
    await using scene = await openScene();
    const { client, ids } = scene;
    await using browsing = await signedIn(client, "/", { reducedMotion: "reduce", colorScheme: scheme });
    const { page } = browsing;
    for (const { name, path } of places()) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await visit(browsing, client.url + path(ids));
      for (const width of [1280, 320]) {
        await page.setViewportSize({ width, height: 800 });
        expect([name, width, await faults(browsing, `${name}-${scheme}-${width}`)]).toEqual([name, width, []]);
      }
    }
    expect(browsing.complaints).toEqual([]);
    expect([...browsing.hosts]).toEqual([new URL(client.url).host]);
  },
  200_000,
);
