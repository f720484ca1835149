import { expect, test } from "bun:test";
import { browse } from "~/testing/browser.ts";
import { signedIn } from "~/testing/pages.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

test("what somebody else starts is on the page at once, and its lines come as it prints them", async () => {
  await using app = await openTest();
  await using browsing = await signedIn(app.client, "/executions");
  const { page } = browsing;
  await page.getByText("Nothing has run yet").waitFor();
  const id = await app.client.start(["sh", "-c", "echo first; until [ -e go ]; do sleep 0.05; done; echo last"]);
  await page.getByRole("link", { name: id }).click();
  await page.getByText("first", { exact: true }).waitFor();
  const { working_dir } = await app.client.execution(id);
  await Bun.write(`${working_dir}/go`, "");
  await page.getByText("last", { exact: true }).waitFor();
  await page.getByText("succeeded").waitFor();
  expect(browsing.complaints).toEqual([]);
});

test("a run is cancelled and tried again from its page", async () => {
  await using app = await openTest();
  const id = await app.client.start(["sleep", "300"]);
  await using browsing = await signedIn(app.client, `/executions/${id}`);
  const { page } = browsing;
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Cancel it" }).click();
  await page.getByText("cancelled", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Retry" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith(id));
  await until("it runs again", async () => (await app.client.call("GET", "/admin/executions")).executions.length === 2);
});

test("the search walks from hit to hit through the whole output", async () => {
  await using app = await openTest();
  const id = await app.client.start(["sh", "-c", "seq 5000 | sed 's/777$/& here/'"]);
  await app.client.finished(id);
  await using browsing = await signedIn(app.client, `/executions/${id}`);
  const { page } = browsing;
  await page.getByText("5000", { exact: true }).last().waitFor();
  const search = page.getByLabel("Search the output");
  await search.fill("here");
  await page.getByText("1 of 5").waitFor();
  await page.getByText("777 here", { exact: true }).waitFor();
  await search.press("Enter");
  await page.getByText("1777 here", { exact: true }).waitFor();
  await search.press("Shift+Enter");
  await search.press("Shift+Enter");
  await page.getByText("4777 here", { exact: true }).waitFor();
});

test("ten tabs share one stream", async () => {
  await using app = await openTest();
  await using browsing = await signedIn(app.client, "/executions");
  const tabs = await Promise.all(Array.from({ length: 9 }, () => browsing.page.context().newPage()));
  for (const tab of tabs) {
    await tab.goto(`${app.client.url}/executions`);
    await tab.getByRole("status", { name: "The stream is live" }).waitFor();
  }
  expect(app.ctx.streams.readers()).toBe(1);
});

test("a wrong key is told in words, and who signs out is asked to sign in", async () => {
  await using app = await openTest();
  await using browsing = await signedIn(app.client, "/executions");
  await using stranger = await browse();
  await stranger.page.goto(`${app.client.url}/executions?status=failed`);
  await stranger.page.getByLabel("Key", { exact: true }).fill("not the key");
  await stranger.page.getByRole("button", { name: "Sign in" }).click();
  await stranger.page.getByRole("alert").waitFor();
  await browsing.page.getByRole("button", { name: "You and the looks" }).click();
  await browsing.page.getByRole("menuitem", { name: "Sign out" }).click();
  await browsing.page.getByLabel("Key", { exact: true }).waitFor();
});

test("a page that loads asks for each thing once, though the stream opens meanwhile", async () => {
  await using app = await openTest();
  await using browsing = await signedIn(app.client, "/executions");
  const { page } = browsing;
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/admin/")) asked.push(new URL(request.url()).pathname);
  });
  await page.reload();
  await page.getByText("Nothing has run yet").waitFor();
  await page.getByRole("status", { name: "The stream is live" }).waitFor();
  // Whatever it would ask for again has been asked for before this.
  await page.evaluate(() => fetch("/health/liveness"));
  expect(asked).toContain("/admin/executions");
  expect(asked).toEqual([...new Set(asked)]);
});

test("who has signed out and goes back is asked to sign in", async () => {
  await using app = await openTest();
  await using browsing = await signedIn(app.client, "/triggers");
  const { page } = browsing;
  await page.getByRole("link", { name: "Executions" }).click();
  await page.getByText("Nothing has run yet").waitFor();
  await page.getByRole("button", { name: "You and the looks" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByLabel("Key", { exact: true }).waitFor();
  await page.goBack();
  await page.getByLabel("Key", { exact: true }).waitFor();
  expect(await page.getByRole("heading", { name: "Executions" }).count()).toBe(0);
});
