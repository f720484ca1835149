import { expect, test } from "bun:test";
import { deliver } from "~/testing/deliver.ts";
import { misfitsInTurn, signedIn, visit } from "~/testing/pages.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

type App = Awaited<ReturnType<typeof openTest>>;

const PROMPT = "Look at {pr_title} by {pr_author}.\n\n{message}\n\n{snippet:house-rules}\n";
const PAYLOAD = {
  action: "opened",
  message: "The build of api failed in step 3",
  pull_request: { title: "Retry payments" },
};

/** Triggers of every kind, with runs of every outcome and a prompt that was changed. */
async function withTriggers({ client }: App) {
  await client.call("POST", "/admin/snippets", { name: "house-rules", text: "Follow CONTRIBUTING.md." }, 201);
  const cli = { backend: "command", backend_config: { command: ["sh", "-c", "cat; exit $(($(date +%N) % 2))"] } };
  const filter = {
    all: [
      { path: "action", op: "eq", value: "opened" },
      { path: "message", op: "matches", value: "failed" },
    ],
  };
  const source = { kind: "webhook", secret: "a secret of a test", filter };
  const hook = await client.trigger({ ...cli, name: "Failed builds", source, prompt_template: PROMPT });
  for (let n = 0; n < 6; n++) {
    const { execution_ids } = await deliver(client, { ...PAYLOAD, n });
    await client.finished(execution_ids[0]);
  }
  const changed = {
    prompt_template: PROMPT.replace("by {pr_author}", "and be brief"),
    note: "The author does not matter",
  };
  await client.call("PATCH", `/admin/triggers/${hook.id}`, changed, 200);
  const time = { kind: "schedule", cron: "30 2 * * *", timezone: "Europe/Berlin" };
  const clock = await client.trigger({ name: "Nightly audit", source: time, prompt_template: "Audit what changed." });
  const github = { kind: "github", events: ["pull_request"], actions: ["opened"], repositories: ["acme/*"] };
  const review = await client.trigger({ name: "Review pull requests", source: github, enabled: false });
  return { hook, clock, review };
}

test("every page fits, keeps its policy and can be read by all", async () => {
  await using app = await openTest();
  const { hook, clock } = await withTriggers(app);
  const pages = {
    "triggers-list": "/triggers",
    "triggers-templates": "/triggers?show=templates",
    "triggers-snippets": "/triggers?show=snippets",
    "trigger-schedule": "/triggers/new?kind=schedule",
    "trigger-overview": `/triggers/${hook.id}`,
    "trigger-edit": `/triggers/${hook.id}?tab=edit`,
    "trigger-deliveries": `/triggers/${hook.id}?tab=deliveries`,
    "trigger-setup": `/triggers/${hook.id}?tab=setup`,
    "trigger-history": `/triggers/${hook.id}?tab=history`,
    "trigger-clock": `/triggers/${clock.id}`,
  };
  await using browsing = await signedIn(app.client, "/triggers");
  expect(await misfitsInTurn(browsing, app.client.url, pages)).toEqual([]);
  expect(browsing.complaints).toEqual([]);
}, 240_000);

test("a webhook is written, mended where the server refuses it, set up by its signed curl, and its run appears", async () => {
  await using app = await openTest();
  await using browsing = await signedIn(app.client, "/triggers/new");
  const { page } = browsing;
  const textbox = (name: string) => page.getByRole("textbox", { name, exact: true });
  await textbox("Name").fill("Failed builds");
  await textbox("Text path").fill("not..a.path");
  await page.getByRole("combobox", { name: "Backend", exact: true }).selectOption("command");
  await page.getByRole("combobox", { name: "Command", exact: true }).fill("cat");
  await page.getByRole("combobox", { name: "Command", exact: true }).press("Enter");
  await textbox("Prompt template").pressSequentially("Look: {mess");
  await page.getByRole("option", { name: "{message}" }).waitFor();
  await textbox("Prompt template").press("Enter");
  await page.getByRole("button", { name: "Create trigger" }).click();
  await page.getByText("must be a path like").first().waitFor();
  expect(await textbox("Text path").getAttribute("aria-invalid")).toBe("true");
  await textbox("Text path").fill("message");
  await page.getByRole("link", { name: "Executions" }).click();
  await page.getByRole("button", { name: "Stay" }).click();
  await page.getByRole("button", { name: "Create trigger" }).click();
  await page.getByText("Copy it now: it is not shown again").waitFor();
  const curl = (await page.getByLabel("Signed curl", { exact: true }).textContent()) ?? "";
  const shell = Bun.spawn(["sh", "-c", curl], { stdout: "pipe", stderr: "pipe" });
  expect(JSON.parse(await new Response(shell.stdout).text())).toMatchObject({ status: "accepted" });
  await page.getByRole("tab", { name: "Overview" }).click();
  await page.getByText("succeeded", { exact: true }).waitFor();
  const { executions } = await app.client.call("GET", "/admin/executions");
  expect((await app.client.execution(executions[0].id)).prompt).toContain("A test of this trigger.");
  // What is not finished may be previewed meanwhile, and is refused there too.
  const complaints = browsing.complaints.filter((one) => !one.endsWith("/preview"));
  expect(complaints).toEqual([expect.stringContaining("400")]);
}, 240_000);

test("a schedule tells where the clock is changed; a prompt is rolled back", async () => {
  await using app = await openTest();
  const { hook } = await withTriggers(app);
  await using browsing = await signedIn(app.client, "/triggers/new?kind=schedule");
  const { page } = browsing;
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Nightly");
  await page.getByRole("textbox", { name: "Prompt template" }).fill("Audit");
  await page.getByRole("textbox", { name: "Cron" }).fill("30 2 * * *");
  await page.getByRole("combobox", { name: "Time zone" }).fill("Europe/Berl");
  await page.getByRole("option", { name: "Europe/Berlin" }).click();
  await page.getByText("The clock is changed").waitFor();
  await page.getByText("At 02:30, in Europe/Berlin").waitFor();
  await page.getByRole("button", { name: "Create trigger" }).click();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("nothing comes due").waitFor();
  await visit(browsing, `${app.client.url}/triggers/${hook.id}?tab=history`);
  await page.getByText("by {pr_author}.").waitFor();
  await page.getByRole("link", { name: "Revision 1" }).click();
  await page.getByRole("button", { name: "Roll back" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
  await page.getByText("Revision 3 has the text of revision 1.").waitFor();
  await until("it is the prompt again", async () => {
    const { prompt_template } = await app.client.call("GET", `/admin/triggers/${hook.id}`);
    return prompt_template === PROMPT;
  });
}, 240_000);

test("a snippet is deleted from its form, and what was typed there is not saved by that", async () => {
  await using app = await openTest();
  await app.client.call("POST", "/admin/snippets", { name: "house-style", text: "Be brief." }, 201);
  await using browsing = await signedIn(app.client, "/triggers?show=snippets");
  const { page } = browsing;
  await page.getByRole("button", { name: "Edit house-style" }).click();
  await page.getByRole("textbox", { name: "Text" }).fill("Be long.");
  await page.getByRole("button", { name: "Delete snippet" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete snippet" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const { entries } = await app.client.call("GET", "/admin/audit?action=snippet.");
  expect(entries.map(({ action }: { action: string }) => action)).toEqual(["snippet.deleted", "snippet.created"]);
  expect(browsing.complaints).toEqual([]);
});
