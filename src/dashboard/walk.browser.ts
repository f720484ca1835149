import { expect, test } from "bun:test";
import { faults, look, signedIn, visit } from "~/testing/pages.ts";
import { places } from "~/testing/places.ts";
import { openScene } from "~/testing/scene.ts";

/** In the other two each page is looked at by its own feature's tests. */
const LOOKED_AT = [
  ["light", 1280],
  ["dark", 320],
] as const;

test.each(LOOKED_AT)(
  "every page fits, keeps its policy and can be read by all, %s and %d wide",
  async (scheme, width) => {
    await using scene = await openScene();
    const { client, ids } = scene;
    await using browsing = await signedIn(client, "/", look([scheme, width]));
    for (const { name, path } of places()) {
      await visit(browsing, client.url + path(ids));
      expect([name, await faults(browsing, `${name}-${scheme}-${width}`)]).toEqual([name, []]);
    }
    expect(browsing.complaints).toEqual([]);
    expect([...browsing.hosts]).toEqual([new URL(client.url).host]);
  },
  200_000,
);
