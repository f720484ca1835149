import { expect, test } from "bun:test";
import { browse } from "~/testing/browser.ts";
import { spawnServer } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const MOST_SECS = 60;
const MOST_CLICKS = 6;

test("from the printed link to the live log of a first run, as somebody does who knows nothing", async () => {
  // No key is brought along, so the server makes one, and prints a link beside it.
  const printed: string[] = [];
  await using server = await spawnServer({ AGENTED_API_KEY: "" }, (text) => printed.push(text));
  const link = await until("the link", () => /http\S+#code=\S+/.exec(printed.join(""))?.[0]);
  await using browsing = await browse({ reducedMotion: "reduce" });
  const { page } = browsing;
  let clicks = 0;
  const click = async (name: string) => {
    clicks++;
    await page.getByRole("button", { name }).click();
  };
  const began = performance.now();
  await page.goto(link);
  await page.getByText("Welcome").waitFor();
  await page.screenshot({ path: ".screenshots/first-run-home.png" });
  await click("Run the example");
  await page.getByText("Hello, world!").waitFor();
  await page.getByText("step 2 of 5", { exact: true }).waitFor();
  const seconds = (performance.now() - began) / 1_000;
  await page.screenshot({ path: ".screenshots/first-run-log.png" });
  console.info(`first run: ${clicks} click, ${seconds.toFixed(1)} s from the link to the second line of the live log`);
  expect(await page.getByText("running", { exact: true }).count()).toBeGreaterThan(0);
  expect([clicks <= MOST_CLICKS, seconds <= MOST_SECS]).toEqual([true, true]);
  await page.getByText("succeeded").waitFor();
  expect(browsing.complaints).toEqual([]);
  expect(server.output()).not.toContain("#code=");
});
