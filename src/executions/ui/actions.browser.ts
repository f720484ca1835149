import { expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { systemClock } from "~/kit/clock.ts";
import { capture } from "~/process/index.ts";
import type { Client } from "~/testing/client.ts";
import { faults, LOOKS, signedIn, wear } from "~/testing/pages.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

async function start(client: Client, fields: Record<string, unknown>, message: string): Promise<string> {
  const { id } = await client.trigger(fields);
  return (await client.call("POST", `/admin/triggers/${id}/run`, { message })).execution_id;
}

async function choose(page: Page, word: string): Promise<void> {
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: word }).click();
  await page.getByRole("menu").waitFor({ state: "detached" });
}

/** The execution whose page is gone to from another's. */
async function nextAfter(page: Page, id: string): Promise<string> {
  await page.waitForURL((url) => /\/executions\/exec-/.test(url.pathname) && !url.pathname.endsWith(id));
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

test("a run is cancelled after a word of warning, and the page says how far its end has come", async () => {
  await using app = await openTest();
  const id = await app.client.start(["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"]);
  await using browsing = await signedIn(app.client, `/executions/${id}`);
  const { page } = browsing;
  await page.getByText("ready", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Every process of it is ended").waitFor();
  await page.getByRole("button", { name: "Cancel it" }).click();
  await page.getByText("It was sent SIGTERM.").waitFor();
  await page
    .getByText("It was sent SIGKILL.")
    .or(page.getByText("cancelled", { exact: true }))
    .first()
    .waitFor();
  await page.getByText("cancelled", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Retry" }).click();
  const again = await nextAfter(page, id);
  await page.getByRole("button", { name: "Undo" }).click();
  expect((await app.client.finished(again)).status).toBe("cancelled");
  expect(browsing.complaints).toEqual([]);
}, 60_000);

test("it is replayed with edits, gone on with and started from a shell", async () => {
  await using app = await openTest();
  const { client } = app;
  const id = await start(client, { backend: "claude" }, "say it's done");
  await client.finished(id);
  await using browsing = await signedIn(client, `/executions/${id}`, { reducedMotion: "reduce" });
  const { page } = browsing;
  for (const [scheme, width] of LOOKS) {
    await wear(browsing, [scheme, width]);
    await choose(page, "Replay with edits");
    await page.getByRole("textbox", { name: "Prompt" }).waitFor();
    expect([scheme, width, await faults(browsing, `replay-${scheme}-${width}`)]).toEqual([scheme, width, []]);
    await page.getByRole("button", { name: "Leave it" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await choose(page, "Replay with edits");
  await page.getByLabel("Working directory").fill("/nowhere/at/all");
  await page.getByRole("button", { name: "Start" }).click();
  await page.locator(".mantine-InputWrapper-error").waitFor();
  await page.getByLabel("Working directory").fill((await client.execution(id)).working_dir);
  await page.getByRole("textbox", { name: "Prompt" }).fill("say it's another");
  await page.getByLabel("Tags").fill("edited");
  await page.getByRole("button", { name: "Start" }).click();
  const replayed = await nextAfter(page, id);
  expect(await client.finished(replayed)).toMatchObject({
    origin: "replay",
    retry_of: id,
    tags: ["edited"],
    result: "it's another",
  });

  await page.getByText("succeeded", { exact: true }).first().waitFor();
  await choose(page, "Go on with the conversation");
  await page.getByLabel("What to say next").fill("recall");
  await page.getByRole("button", { name: "Send" }).click();
  const continued = await nextAfter(page, replayed);
  expect(await client.finished(continued)).toMatchObject({ origin: "continue", continues: replayed });

  await choose(page, "Copy as curl");
  const curl = await page.getByRole("dialog").locator("pre").textContent();
  const env = { PATH: process.env.PATH ?? "", AGENTED_API_KEY: client.key };
  const { stdout } = await capture(["sh", "-c", curl ?? ""], { env, timeout_ms: 10_000, clock: systemClock });
  const { execution_id } = JSON.parse(stdout);
  expect(await client.finished(execution_id)).toMatchObject({ origin: "replay", retry_of: continued });
  expect(browsing.complaints.filter((one) => !one.includes("400"))).toEqual([]);
}, 60_000);

test("what runs is handed over to the next of its chain", async () => {
  await using app = await openTest();
  const { client } = app;
  const chain = { entries: [{ backend: "codex" }, { backend: "claude" }] };
  const id = await start(client, { backend: undefined, chain }, "on codex: say half of it; on codex: hang");
  await until("it to speak", async () => (await client.lines(id)).some((line) => line.includes("half of it")));
  await using browsing = await signedIn(client, `/executions/${id}`);
  const { page } = browsing;
  await choose(page, "Hand over now");
  await page.getByText("The chain is codex, then claude").waitFor();
  await page.getByRole("button", { name: "Hand it over" }).click();
  await page.getByText("succeeded", { exact: true }).first().waitFor();
  expect((await client.execution(id)).attempts).toMatchObject([{ reason: "hand_over" }, { backend: "claude" }]);
  expect(browsing.complaints).toEqual([]);
}, 60_000);
