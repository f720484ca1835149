import { expect, test } from "bun:test";
import { faults, look, signedIn } from "~/testing/pages.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

test("a workflow is chosen in place of a prompt, and its trigger shows it", async () => {
  await using app = await openTest();
  const { client } = app;
  const graph = { nodes: [{ id: "a", kind: "transform", value: "{input}" }] };
  const { id } = await client.call("POST", "/admin/workflows", { name: "Release", graph }, 201);
  await client.call("POST", `/admin/workflows/${id}/versions`, {}, 201);
  await using browsing = await signedIn(client, "/triggers/new?kind=manual", look(["light", 1280]));
  const { page } = browsing;
  await page.getByRole("textbox", { name: "Name" }).fill("Start a release");
  await page.getByRole("combobox", { name: "Workflow" }).selectOption("Release");
  expect(await page.getByRole("heading", { name: "What it asks" }).count()).toBe(0);
  expect(await page.getByText("Who runs it").count()).toBe(0);
  expect(await faults(browsing, "trigger-workflow")).toEqual([]);
  await page.getByRole("button", { name: /^(Create|Save)/ }).click();
  await page.getByText("The workflow", { exact: true }).waitFor();
  const made = await until("the trigger", async () => {
    const { triggers } = await client.call("GET", "/admin/triggers?name=Start+a+release");
    return triggers[0];
  });
  expect(made).toMatchObject({ workflow_id: id, prompt_template: "", input: null });
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByRole("button", { name: "Start it" }).click();
  await page.waitForURL(/\/runs\/run-/);
  const { runs } = await client.call("GET", `/admin/runs?trigger_id=${made.id}`);
  expect(runs).toHaveLength(1);
}, 60_000);
