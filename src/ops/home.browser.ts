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

test("a login link signs in, and its code leaves the address bar; signing out brings the form back", async () => {
  await using app = await openTest();
  await using browsing = await browse();
  const { page, complaints } = browsing;
  const { url } = await app.client.call("POST", "/admin/login-links", undefined, 201);
  await page.goto(url);
  await page.getByText("You are signed in with the key bootstrap (admin).").waitFor();
  expect(page.url()).toBe(`${app.client.url}/`);
  await page.screenshot({ path: ".screenshots/home-signed-in.png" });
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ name: "agented_session", httpOnly: true, sameSite: "Strict", path: "/" });
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Your key").waitFor();
  expect(await page.context().cookies()).toEqual([]);
  expect(complaints).toEqual([]);
});

test("a key signs in and lies in no storage; a wrong one is told so", async () => {
  await using app = await openTest();
  await using browsing = await browse();
  const { page } = browsing;
  await page.goto(app.client.url);
  await page.getByLabel("Your key").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("That key is not valid.").waitFor();
  await page.getByLabel("Your key").fill(app.client.key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("You are signed in").waitFor();
  const stored = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
  );
  expect(stored).toBe('[{},{},""]');
});
