import { expect, test } from "bun:test";
import { faults, faultsIn, LOOKS, signedIn } from "~/testing/pages.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

type App = Awaited<ReturnType<typeof openTest>>;

const statuses = async ({ client }: App) =>
  (await client.call("GET", "/admin/executions?limit=200")).executions.map(({ status }: { status: string }) => status);

test("many are found, selected and cancelled or retried, and looked at in both schemes and widths", async () => {
  await using app = await openTest();
  const { client } = app;
  const failed: string[] = [];
  for (let n = 0; n < 3; n++)
    failed.push(await client.start(["sh", "-c", "echo the weather; exit 3"], { tags: ["nightly"] }));
  for (const id of failed) await client.finished(id);
  for (let n = 0; n < 2; n++) await client.start(["sleep", "300"], { name: "Watch the door" });
  await using browsing = await signedIn(client, "/executions?tag=nightly");
  const { page } = browsing;
  const watching = page.getByRole("row", { name: /Watch the door/ }).first();

  await page.getByRole("link", { name: failed[0] ?? "" }).waitFor();
  expect(await page.getByRole("checkbox", { name: /^Select exec/ }).count()).toBe(3);
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByLabel("Name of the view").fill("What fails at night");
  await page.getByRole("button", { name: "Keep" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "All", exact: true }).click();
  await watching.waitFor();
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("link", { name: "What fails at night" }).click();
  await watching.waitFor({ state: "detached" });

  await page.getByRole("checkbox", { name: "Select all rows" }).click();
  expect(await faultsIn(LOOKS, browsing, "list")).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("button", { name: "Retry…" }).click();
  await page.getByText("This starts 3 executions anew").waitFor();
  expect(await faults(browsing, "list-dialog")).toEqual([]);
  await page.getByRole("button", { name: "Retry 3" }).click();
  await page.getByText("Started 3 executions anew.").waitFor();

  await page.goto(`${client.url}/executions?status=running`);
  await watching.waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByText("1 selected").waitFor();
  await page.getByRole("button", { name: "Select all that match" }).click();
  await page.getByRole("button", { name: "Cancel…" }).click();
  await page.getByText("This ends 2 executions").waitFor();
  await page.getByRole("button", { name: "Cancel 2" }).click();
  await page.getByText("Stopping 2 executions.").waitFor();
  await until(
    "they have ended",
    async () => (await statuses(app)).filter((one: string) => one === "cancelled").length === 2,
  );

  await page.getByRole("searchbox", { name: "Words in the output" }).fill("weather");
  await page.getByText("the weather").first().waitFor();
  expect(await faults(browsing, "list-words")).toEqual([]);
  await page
    .getByRole("link", { name: /line 1$/ })
    .first()
    .click();
  await page.waitForURL(/\/executions\/exec-.*#L1$/);
  expect(browsing.complaints).toEqual([]);
});

test("a view that was removed comes back when it is taken back", async () => {
  await using app = await openTest();
  await using browsing = await signedIn(app.client, "/executions?within=24h&origin=manual");
  const { page } = browsing;
  await page.getByText("Origin: manual").waitFor();
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByLabel("Name of the view").fill("Of today");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Remove Of today" }).click();
  await page.getByRole("link", { name: "Of today" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("link", { name: "Of today" }).waitFor();
});
