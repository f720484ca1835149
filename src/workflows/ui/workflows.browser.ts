import { expect, test } from "bun:test";
import type { Locator, Page } from "playwright-core";
import { faultsIn, LOOKS, misfitsInTurn, signedIn, visit } from "~/testing/pages.ts";
import { openTest, spawnServer } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { addWorkflows } from "~/testing/workflow-scene.ts";

const textbox = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const card = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
const standing = (page: Page, id: string, status: string) =>
  card(page, id).locator(`.node-card[data-status="${status}"]`).waitFor();
const badge = (page: Page, word: string) =>
  page.locator("main .mantine-Badge-root").getByText(word, { exact: true }).first();

test("every page fits, keeps its policy and can be read by all", async () => {
  await using app = await openTest();
  const { workflow, run, waiting } = await addWorkflows(app.client, null);
  const pages = {
    workflows: "/workflows",
    workflow: `/workflows/${workflow}`,
    "workflow-runs": `/workflows/${workflow}?tab=runs`,
    "workflow-versions": `/workflows/${workflow}?tab=versions`,
    "workflow-settings": `/workflows/${workflow}?tab=settings`,
    runs: "/runs",
    run: `/runs/${run}`,
    "run-map": `/runs/${run}?node=shops`,
    "run-nodes": `/runs/${run}?view=nodes`,
    "run-timeline": `/runs/${run}?view=timeline`,
    "run-values": `/runs/${run}?view=values`,
    "run-compare": `/runs/${run}?view=compare&with=${waiting}`,
    "run-waiting": `/runs/${waiting}`,
    "home-waiting": "/",
  };
  await using browsing = await signedIn(app.client, "/workflows");
  const { page } = browsing;
  expect(await misfitsInTurn(browsing, app.client.url, pages)).toEqual([]);
  await visit(browsing, `${app.client.url}/workflows/${workflow}`);
  await page.getByText("Table", { exact: true }).click();
  const to = page.getByRole("combobox", { name: "To of way 1" });
  const offered = () => to.locator("option").count();
  expect(await offered()).toBe(1);
  await to.focus();
  expect(await offered()).toBeGreaterThan(3);
  await button(page, "shops").click();
  expect(await faultsIn(LOOKS, browsing, "workflow-table")).toEqual([]);
  expect(browsing.complaints).toEqual([]);
}, 240_000);

/** Writes a script into the form of the command that is chosen. */
async function script(page: Page, text: string): Promise<void> {
  await button(page, "A shell script").click();
  await textbox(page, "Argument 2").fill(text);
}

async function drop(page: Page, kind: string, x: number, y: number): Promise<void> {
  await button(page, `Add ${kind}`).dragTo(page.locator(".workflow-canvas"), { targetPosition: { x, y } });
}

/** Draws a way from one node's point to another node. */
async function draw(page: Page, from: string, port: string, to: string): Promise<void> {
  await card(page, from).locator(`.port-${port}`).dragTo(card(page, to).locator(".react-flow__handle-top"));
  await page.getByRole("group", { name: `${from} leads to ${to} on ${port}` }).waitFor({ state: "attached" });
}

test("by mouse: three nodes are drawn, joined, published and run; a server that is killed asks again what it asked", async () => {
  const first = await spawnServer();
  await using browsing = await signedIn(first.client, "/workflows");
  const { page } = browsing;
  await button(page, "New workflow").click();
  await textbox(page, "Name").fill("Build, ask, ship");
  await button(page, "Create").click();
  await page.getByRole("heading", { level: 1, name: "Build, ask, ship" }).waitFor();
  await drop(page, "Command", 200, 80);
  await script(page, "sleep 1; echo built");
  await drop(page, "Approval", 300, 220);
  await textbox(page, "Question").fill("Ship {nodes.command.text}?");
  await page.getByText("no way leads from command to here").first().waitFor();
  await drop(page, "Command", 300, 360);
  await script(page, "echo shipped");
  await draw(page, "command", "success", "approval");
  await draw(page, "approval", "success", "command_2");
  await page.getByText("no way leads from command to here").waitFor({ state: "detached" });
  await button(page, "Publish").click();
  await textbox(page, "Note").fill("The first");
  await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
  await page.getByText("Version 1 is published.").waitFor();
  await button(page, "Run").click();
  await button(page, "Start it").click();
  await standing(page, "command", "running");
  await standing(page, "approval", "waiting");
  await page.getByText("Ship built?").first().waitFor();
  await textbox(page, "Comment on approval").fill("Go on");
  await button(page, "Approve").click();
  await badge(page, "succeeded").waitFor();
  await standing(page, "command_2", "succeeded");
  await button(page, "Run again").click();
  await button(page, "Start it").click();
  await standing(page, "approval", "waiting");
  await first.kill("SIGKILL");
  await page.getByText("The server cannot be heard").waitFor();
  const complained = browsing.complaints.filter((one) => !/ERR_|Failed to load/.test(one));
  const env = { AGENTED_DATA_DIR: first.data_dir, PORT: new URL(first.client.url).port };
  await using second = await spawnServer(env);
  await page.getByRole("status", { name: "The stream is live" }).waitFor();
  await button(page, "Approve").click();
  await standing(page, "command_2", "succeeded");
  await badge(page, "succeeded").waitFor();
  const { runs } = await second.client.call("GET", "/admin/runs");
  expect(runs.map(({ status }: { status: string }) => status)).toEqual(["succeeded", "succeeded"]);
  expect(complained).toEqual([]);
}, 120_000);

/** Presses Tab until it has the focus. */
async function tabTo(wanted: Locator): Promise<void> {
  await wanted.waitFor({ state: "attached" });
  for (let presses = 0; presses < 150; presses++) {
    if (await wanted.evaluate((one) => one === document.activeElement)) return;
    await wanted.page().keyboard.press("Tab");
  }
  throw new Error(`Tab never came to ${wanted}`);
}

test("W19: by keyboard the same is built in the table, saved twice, and after a reload the second is there", async () => {
  await using app = await openTest();
  await using browsing = await signedIn(app.client, "/workflows");
  const { page } = browsing;
  const press = async (wanted: Locator) => {
    await tabTo(wanted);
    await page.keyboard.press("Enter");
  };
  const write = async (wanted: Locator, text: string) => {
    await tabTo(wanted);
    await page.keyboard.press("Control+a");
    await page.keyboard.type(text);
  };
  await press(button(page, "New workflow"));
  await write(textbox(page, "Name"), "By keys");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "By keys" }).waitFor();
  await tabTo(page.getByRole("radio", { name: "Canvas" }));
  await page.keyboard.press("ArrowRight");
  await press(button(page, "Add Command"));
  await press(button(page, "A shell script"));
  await write(textbox(page, "Argument 2"), "echo built");
  // What is added stands behind what is chosen.
  await press(button(page, "Add Approval"));
  await write(textbox(page, "Question"), "Ship it?");
  await press(button(page, "Add Command"));
  await write(textbox(page, "Id"), "ship");
  await press(button(page, "A shell script"));
  await write(textbox(page, "Argument 2"), "echo first");
  await page.getByRole("region", { name: "Ways" }).getByRole("listitem").nth(1).waitFor();
  await page.keyboard.press("Control+s");
  await page.getByText("Saved as a draft").waitFor();
  await write(textbox(page, "Argument 2"), "echo second");
  await page.getByText("Not saved yet").waitFor();
  await page.keyboard.press("Control+s");
  await page.getByText("Saved as a draft").waitFor();
  await page.reload();
  await card(page, "ship").focus();
  await page.keyboard.press("Enter");
  await page.getByText("echo second").first().waitFor();
  await press(button(page, "Publish"));
  await press(page.getByRole("dialog").getByRole("button", { name: "Publish" }));
  await page.getByText("Version 1 is published.").waitFor();
  await press(button(page, "Run"));
  await press(button(page, "Start it"));
  await press(button(page, "Approve"));
  await badge(page, "succeeded").waitFor();
  const { runs } = await app.client.call("GET", "/admin/runs");
  const { output } = await app.client.call("GET", `/admin/runs/${runs[0].id}`);
  expect(output).toBe("second");
  expect(browsing.complaints).toEqual([]);
}, 120_000);

test("a node is tried with values that are made up, and nothing of it is kept but an execution", async () => {
  await using app = await openTest();
  const nodes = [
    { id: "greet", kind: "transform", value: "Hello {input.name}, said {nodes.shout.text}" },
    { id: "shout", kind: "command", command: ["cat"] },
  ];
  const graph = { nodes, edges: [{ from: "shout", to: "greet" }] };
  const { id } = await app.client.call("POST", "/admin/workflows", { name: "Greet", graph }, 201);
  await using browsing = await signedIn(app.client, `/workflows/${id}`);
  const { page } = browsing;
  const dialog = page.getByRole("dialog");
  const told = dialog.getByRole("status", { name: "What came of it" });
  await card(page, "greet").click();
  await button(page, "Try it").click();
  await dialog.getByLabel("Input").fill("{ no");
  await dialog.getByText("This is no JSON yet").waitFor();
  await dialog.getByLabel("Input").fill('{ "name": "ada" }');
  await dialog.getByLabel("Nodes before it").fill('{ "shout": { "text": "she" } }');
  await dialog.getByRole("button", { name: "Try it" }).click();
  await told.getByText("Hello ada, said she").waitFor();
  expect(await faultsIn(LOOKS, browsing, "workflow-try")).toEqual([]);
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 1280, height: 800 });
  await card(page, "shout").click();
  await button(page, "Try it").click();
  await dialog.getByRole("button", { name: "Try it" }).click();
  const started = (await told.getByRole("link").textContent()) ?? "";
  expect((await app.client.finished(started)).tags).toEqual(["test"]);
  expect((await app.client.call("GET", "/admin/runs")).runs).toEqual([]);
  expect(browsing.complaints).toEqual([]);
}, 60_000);

test("a graph is mended: what is wrong is told at its place, changes are taken back, and what others save is told", async () => {
  await using app = await openTest();
  const { workflow } = await addWorkflows(app.client, null);
  await using browsing = await signedIn(app.client, `/workflows/${workflow}`);
  const { page } = browsing;
  await card(page, "tests").click();
  await page.keyboard.press("Delete");
  await card(page, "tests").waitFor({ state: "detached" });
  await button(page, "Undo").click();
  await card(page, "tests").waitFor();
  const exported = page.waitForEvent("download");
  await button(page, "Files").click();
  await page.getByRole("menuitem", { name: "Export as YAML" }).click();
  const file = await exported;
  expect(file.suggestedFilename()).toBe("fix-review-and-ship.yaml");
  await card(page, "merge").click();
  await page.keyboard.press("Delete");
  await page.getByLabel("A file with a graph").setInputFiles(await file.path());
  await card(page, "merge").waitFor();
  await until("nothing to save", () => button(page, "Save draft").isDisabled());
  await card(page, "fix").click();
  await textbox(page, "Prompt").fill("");
  await page.getByRole("region", { name: "Problems" }).getByRole("button", { name: "fix, prompt:" }).waitFor();
  expect(await card(page, "fix").getAttribute("aria-label")).toContain("has a problem");
  await textbox(page, "Prompt").fill("Fix it.");
  await page.getByRole("region", { name: "Problems" }).waitFor({ state: "detached" });
  await textbox(page, "Id").fill("mend");
  await textbox(page, "Id").press("Enter");
  await page.getByRole("group", { name: "mend leads to review on success" }).waitFor({ state: "attached" });
  const { graph } = await app.client.call("GET", `/admin/workflows/${workflow}/versions/1`);
  await app.client.call("PUT", `/admin/workflows/${workflow}/draft`, { ...graph, max_parallel: 7 }, 200);
  await page.getByText("Somebody else has saved this workflow meanwhile.").waitFor();
  await page.getByRole("link", { name: "Executions" }).click();
  await button(page, "Stay").click();
  await button(page, "Take theirs").click();
  await card(page, "fix").waitFor();
  await until("nothing to save", () => button(page, "Save draft").isDisabled());
  expect(browsing.complaints).toEqual([]);
}, 120_000);

test("a run is cancelled, and one that failed goes on from there", async () => {
  await using app = await openTest();
  const { waiting } = await addWorkflows(app.client, null);
  await using browsing = await signedIn(app.client, `/runs/${waiting}`);
  const { page } = browsing;
  await badge(page, "waiting").waitFor();
  await button(page, "Cancel").click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await badge(page, "cancelled").waitFor();
  await standing(page, "merge", "skipped");
  await button(page, "Run what failed again").click();
  await page.getByText("Again of").waitFor();
  await standing(page, "ship", "waiting");
  await page.goto(`${app.client.url}/`);
  await textbox(page, "Comment on ship").fill("Not today");
  await button(page, "Reject").click();
  await page.getByText("ship is rejected.").waitFor();
  await page.getByRole("region", { name: "Workflows waiting for a person" }).waitFor({ state: "detached" });
  const { runs } = await app.client.call("GET", "/admin/runs?limit=1");
  const { nodes } = await app.client.call("GET", `/admin/runs/${runs[0].id}`);
  expect(nodes.find(({ node_id }: { node_id: string }) => node_id === "ship")).toMatchObject({ detail: "Not today" });
  await page.goto(`${app.client.url}/runs?status=failed`);
  await page.getByRole("link", { name: "Nightly audit" }).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await card(page, "scan").click();
  await page.getByRole("link", { name: "Open its execution" }).click();
  await page.getByText("3 findings").first().waitFor();
  expect(browsing.complaints).toEqual([]);
}, 120_000);
