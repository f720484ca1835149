import { expect, test } from "bun:test";
import { misfits, settled, signedIn, WALKED } from "~/testing/pages.ts";
import { places } from "~/testing/places.ts";
import { openScene } from "~/testing/scene.ts";

test("every page fits, keeps its policy and can be read by all", async () => {
  await using scene = await openScene();
  const { client, ids } = scene;
  await using browsing = await signedIn(client, "/");
  const paths = Object.fromEntries(places().map(({ name, path }) => [name, path(ids)]));
  expect(await misfits(browsing, client.url, paths, WALKED)).toEqual([]);
  expect(browsing.complaints).toEqual([]);
  expect([...browsing.hosts]).toEqual([new URL(client.url).host]);
}, 200_000);

test("every page stands when it is come to from any other, with what that one has asked for", async () => {
  await using scene = await openScene();
  const { client, ids } = scene;
  await using browsing = await signedIn(client, "/");
  const { page } = browsing;
  // The router hears of it as of a link: what was asked for stays.
  const go = (path: string) => page.evaluate((to) => history.pushState(null, "", to), path);
  const paths = places().map(({ path }) => path(ids));
  for (const path of [...paths, ...paths.toReversed()]) {
    await go(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await settled(browsing);
    expect([path, await page.getByText("This page failed").count()]).toEqual([path, 0]);
  }
  expect(browsing.complaints).toEqual([]);
}, 120_000);
