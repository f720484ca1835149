/** Draws every page of the dashboard, light and dark, from a server with data, and lays them into docs/dashboard.md. */
import type { Page } from "playwright-core";
import { look, SCHEMES, signedIn, wear } from "../src/testing/pages.ts";
import { type Place, places } from "../src/testing/places.ts";
import { openScene } from "../src/testing/scene.ts";

const root = new URL("..", import.meta.url).pathname;
const WIDTH = 1280;
const SETTLE_MS = 5_000;

await using scene = await openScene();
const { client, ids } = scene;
await using browsing = await signedIn(client, "/", look(["light", WIDTH]));
const { page } = browsing;

/** False where there is nothing to draw. */
async function open({ name, path }: Place): Promise<boolean> {
  await page.goto(client.url + path(ids));
  const heading = page.getByRole("heading", { level: 1 });
  const shown = await heading.waitFor({ timeout: SETTLE_MS }).then(
    () => heading.first().textContent(),
    () => undefined,
  );
  await page.waitForLoadState("load");
  await page
    .getByLabel("Loading")
    .first()
    .waitFor({ state: "detached", timeout: SETTLE_MS })
    .catch(() => {});
  const missing = shown === undefined || shown === "There is no such page";
  if (missing) console.error(`${name}: there is no page at ${path(ids)}`);
  return !missing;
}

/** As WebP, which Chromium makes and playwright does not offer. */
async function draw(page: Page, file: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 60 });
  await session.detach();
  return Bun.write(`${root}docs/pictures/${file}`, Buffer.from(data, "base64"));
}

const section = ({ name, about }: Place) => `## ${titleOf(name)}

${about}

<picture>
<source media="(prefers-color-scheme: dark)" srcset="pictures/${name}-dark.webp">
<img src="pictures/${name}-light.webp" width="${WIDTH}" alt="${about}">
</picture>
`;

const titleOf = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ");

const drawn: Place[] = [];
for (const place of places()) {
  if (!(await open(place))) continue;
  for (const scheme of SCHEMES) {
    await wear(browsing, [scheme, WIDTH]);
    const bytes = await draw(page, `${place.name}-${scheme}.webp`);
    console.log(`${place.name}-${scheme}.webp ${Math.round(bytes / 1024)} kB`);
  }
  drawn.push(place);
}

const doc = `${root}docs/dashboard.md`;
const [words = ""] = (await Bun.file(doc).text()).split(/(?<=<!-- pages -->\n)/);
await Bun.write(doc, `${words}\n${drawn.map(section).join("\n")}`);
