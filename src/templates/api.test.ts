import { afterAll, beforeAll, expect, test } from "bun:test";
import { actsOn } from "~/testing/acts.ts";
import { openTest } from "~/testing/server.ts";
import { library } from "./library/index.ts";

let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

const use = (id: string, fields: Record<string, unknown>, status = 201) =>
  app.client.call("POST", `/admin/templates/${id}/use`, fields, status);

test("all are shown with what they need and what they promise", async () => {
  const { templates } = await app.client.call("GET", "/admin/templates");
  expect(templates.map(({ id }: { id: string }) => id)).toEqual(library.map(({ id }) => id));
  const review = templates.find(({ id }: { id: string }) => id === "pr-review");
  expect(review).toMatchObject({
    ...{ name: "Pull request review", backend: "claude", permissions: "read_only", allowed_actions: ["review"] },
    source: { kind: "github", events: ["pull_request"] },
    placeholders: expect.arrayContaining(["pr_title", "outcome_format"]),
    example: { verdict: "fail" },
  });
  expect(await app.client.call("GET", "/admin/templates/pr-review")).toEqual(review);
  expect(await app.client.call("GET", "/admin/templates/none", undefined, 404)).toMatchObject({
    detail: expect.stringContaining("take one of pr-review"),
  });
  await use("none", {}, 404);
});

test("a trigger made from one is as the template has it, but for what is given", async () => {
  const made = await use("release-notes", { name: "Notes of the shop", timeout_secs: 60, backend: "codex" });
  expect(made).toMatchObject({
    ...{ name: "Notes of the shop", timeout_secs: 60, backend: "codex", enabled: false },
    ...{ source: { kind: "manual" }, permissions: "edit", allowed_actions: ["pull_request"], tags: ["release"] },
  });
  const { revisions } = await app.client.call("GET", `/admin/triggers/${made.id}/revisions`);
  expect(revisions).toMatchObject([{ number: 1, note: "From the template release-notes", actor: "bootstrap" }]);
  expect(actsOn(app.ctx, made.id)).toMatchObject([{ action: "trigger.created", after: { name: "Notes of the shop" } }]);
});

test("a chain that is given says who runs it", async () => {
  const entries = [{ backend: "gemini" }, { backend: "codex" }];
  const made = await use("release-notes", { chain: { entries } });
  expect(made).toMatchObject({ backend: "gemini", chain: { entries } });
});

test("a webhook's secret is made and shown once, and nothing is taken before it is enabled", async () => {
  const made = await use("incident-first-look", {});
  expect(made).toMatchObject({ enabled: false, source: { kind: "webhook", secret: expect.any(String) } });
});

test.each([
  ["to be enabled at once", { enabled: true }, "enabled"],
  ["an unknown key", { colour: "red" }, "colour"],
  ["a command without one", { backend: "command" }, "backend_config.command"],
  ["a source of no kind", { source: {} }, "source.kind"],
])("a template used with %s is refused", async (_, fields, path) => {
  const { errors } = await use("release-notes", fields, 400);
  expect(errors).toContainEqual({ path, message: expect.any(String) });
});
