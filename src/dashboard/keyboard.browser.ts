import { expect, test } from "bun:test";
import type { Locator } from "playwright-core";
import { browse } from "~/testing/browser.ts";
import { signedIn } from "~/testing/pages.ts";
import { openTest } from "~/testing/server.ts";
import { PAGES } from "~/ui/pages.ts";

/** Presses Tab until it has the focus. */
async function tabTo(wanted: Locator): Promise<void> {
  await wanted.waitFor();
  for (let presses = 0; presses < 80; presses++) {
    if (await wanted.evaluate((one) => one === document.activeElement)) return;
    await wanted.page().keyboard.press("Tab");
  }
  throw new Error(`Tab never came to ${wanted}`);
}

test("by the keyboard alone: sign in, find a failed run, read it, retry it", async () => {
  await using app = await openTest();
  const { client } = app;
  const id = await client.start(["sh", "-c", "echo refused by the shop; exit 3"], { name: "Nightly report" });
  await client.finished(await client.start(["true"]));
  await client.finished(id);
  await using browsing = await browse();
  const { page } = browsing;
  await page.goto(client.url);
  await tabTo(page.getByLabel("Key", { exact: true }));
  await page.keyboard.type(client.key);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("e");
  await tabTo(page.getByRole("combobox", { name: "Status" }));
  await page.keyboard.type("failed");
  await page.waitForURL(/status=failed/);
  await tabTo(page.getByRole("link", { name: id }));
  await page.keyboard.press("Enter");
  await page.getByText("refused by the shop").first().waitFor();
  await tabTo(page.getByRole("button", { name: "Retry", exact: true }));
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => /\/executions\/exec-/.test(url.pathname) && !url.pathname.endsWith(id));
  expect(browsing.complaints).toEqual([]);
});

test("every key of the sheet does what it says, none while somebody types, and none when switched off", async () => {
  await using app = await openTest();
  const { client } = app;
  for (const name of ["First", "Second"]) await client.finished(await client.start(["true"], { name }));
  await using browsing = await signedIn(client, "/executions");
  const { page } = browsing;
  const dialog = page.getByRole("dialog");
  const press = async (keys: string) => {
    for (const key of keys.split(" ")) await page.keyboard.press(key);
  };
  const focused = (row: number) =>
    page
      .getByRole("row")
      .nth(row)
      .evaluate((one) => one === document.activeElement);
  await page.getByRole("row").nth(2).waitFor();
  await press("j j");
  expect(await focused(2)).toBe(true);
  await press("k");
  expect(await focused(1)).toBe(true);
  await press("x");
  await page.getByText("1 selected").waitFor();
  await press("Enter");
  await page.waitForURL(/\/executions\/exec-/);
  for (const { to, name } of PAGES) {
    await press(`g ${name.charAt(0).toLowerCase()}`);
    await page.waitForURL(({ pathname }) => (to === "/" ? pathname === to : pathname.startsWith(to)));
  }
  await page.goto(`${client.url}/executions`);
  await page.getByRole("searchbox", { name: "Words in the output" }).pressSequentially("g h?");
  expect([new URL(page.url()).pathname, await dialog.count()]).toEqual(["/executions", 0]);
  await press("Tab Tab");
  await press("Control+k");
  await page.getByRole("combobox", { name: "Where to, or what to do" }).waitFor();
  await page.keyboard.type("show the keys");
  await press("Enter");
  await dialog.getByRole("heading", { name: "In a list" }).waitFor();
  await dialog.getByRole("switch", { name: "Keys without Ctrl or Cmd" }).click();
  await press("Escape");
  await dialog.waitFor({ state: "detached" });
  await press("? g h");
  expect([new URL(page.url()).pathname, await dialog.count()]).toEqual(["/executions", 0]);
  await press("Control+k");
  await dialog.waitFor();
});

test("the rows of any list are walked and opened by the keyboard", async () => {
  await using app = await openTest();
  const { client } = app;
  await client.trigger({ name: "Second of the list" });
  await client.trigger({ name: "First of the list" });
  await using browsing = await signedIn(client, "/triggers");
  const { page } = browsing;
  await page.getByRole("link", { name: "First of the list" }).waitFor();
  const changes: string[] = [];
  page.on("request", (request) => void (request.method() === "PATCH" && changes.push(request.url())));
  for (const key of ["j", "j", "k", "x", "Enter"]) await page.keyboard.press(key);
  await page.getByRole("heading", { level: 1, name: "First of the list" }).waitFor();
  // What is on stays on: its switch is not what selects a row.
  expect(changes).toEqual([]);
  expect(browsing.complaints).toEqual([]);
});

test("a trigger is run from the palette", async () => {
  await using app = await openTest();
  await app.client.trigger({ name: "Say it back" });
  await using browsing = await signedIn(app.client, "/");
  const { page } = browsing;
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Where to, or what to do" }).fill("run say it back");
  await page.getByRole("option", { name: /Say it back/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByLabel("Message").fill("hello from the palette");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/executions\/exec-/);
  await page.getByText("hello from the palette", { exact: true }).first().waitFor();
});
