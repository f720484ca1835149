import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";
import { describePlaceholders } from "./placeholders.ts";
import { isKnown } from "./template.ts";

let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

const PAYLOAD = { pull_request: { title: "Fix @it" }, log: "x".repeat(30) };

test("a changed template is tried against a saved trigger, which stays as it is", async () => {
  const { client } = app;
  const made = await client.trigger({ source: { kind: "webhook" }, prompt_template: "Say {pr_title}", strict: true });
  const path = `/admin/triggers/${made.id}`;
  const trial = { payload: PAYLOAD, prompt_template: "Sing {pr_title} {snippet:none}" };
  expect(await client.call("POST", `${path}/preview`, trial, 400)).toMatchObject({ code: "render_failed" });
  const shown = await client.call("POST", `${path}/preview`, { ...trial, prompt_template: "Sing {pr_title}" }, 200);
  const [range] = shown.untrusted;
  expect(shown.prompt.slice(range.start, range.end)).toBe("Fix @it");
  expect(await client.call("GET", path)).toMatchObject({ prompt_template: "Say {pr_title}", template_revision: 1 });
});

test.each([
  [false, "`{nobody}` is not a placeholder and stays as it is"],
  [true, "`{nobody}` is not a placeholder, which `strict` forbids"],
])("saving, trying out and running say the same of a word in braces (strict %p)", async (strict, sentence) => {
  const { client } = app;
  const made = await client.trigger({ prompt_template: "{nobody}", strict });
  const saved = await client.call("PATCH", `/admin/triggers/${made.id}`, { name: "again" }, 200);
  expect([made.warnings, saved.warnings]).toEqual([[sentence], [sentence]]);
  const tried = await client.call("POST", `/admin/triggers/${made.id}/preview`, {}, strict ? 400 : 200);
  const run = await client.call("POST", `/admin/triggers/${made.id}/run`, {}, strict ? 400 : 202);
  if (!strict) expect(tried.warnings).toEqual([sentence]);
  else for (const { detail } of [tried, run]) expect(detail).toBe(`The prompt cannot be rendered: ${sentence}`);
});

test("a template that is not saved is tried with the settings it would have", async () => {
  const trial = {
    ...{ source: { kind: "webhook" }, backend: "claude", allowed_actions: ["labels"], payload: PAYLOAD },
    ...{ field_limit: 10, field_limits: { "payload.log": 20 }, prompt_template: "{pr_title} {payload.log} {nobody}" },
  };
  const shown = await app.client.call("POST", "/admin/triggers/preview", trial, 200);
  const texts = shown.untrusted.map(({ start, end }: { start: number; end: number }) => shown.prompt.slice(start, end));
  // Claude Code would read a file for the sign.
  expect(texts).toEqual(["Fix \uff20it", "x".repeat(20)]);
  expect(shown).toMatchObject({ unresolved: ["nobody"], warnings: [expect.stringContaining("{nobody}")] });
  const typed = await app.client.call(
    "POST",
    "/admin/triggers/preview",
    { prompt_template: "{message}", message: "@a" },
    200,
  );
  expect(typed).toEqual({ prompt: "@a", warnings: [], unresolved: [], untrusted: [], verdict: null });
});

test.each([
  ["no template", {}, "prompt_template"],
  ["a secret", { prompt_template: "x", source: { kind: "webhook", secret: "a secret of a test" } }, "source.secret"],
  ["an unknown source", { prompt_template: "x", source: { kind: "cron" } }, "source.kind"],
])("a trial with %s is refused", async (_, trial, path) => {
  const { errors } = await app.client.call("POST", "/admin/triggers/preview", trial, 400);
  expect(errors).toContainEqual({ path, message: expect.any(String) });
});

test("every placeholder is told of, with the sources that have it", async () => {
  const { placeholders } = await app.client.call("GET", "/admin/triggers/placeholders");
  expect(placeholders.length).toBeGreaterThan(10);
  for (const { placeholder, sources, description, example } of placeholders) {
    const name = placeholder.slice(1, -1);
    expect([name, isKnown(name) || name === "snippet:name"]).toEqual([name, true]);
    for (const text of [description, example, ...sources]) expect(text).not.toBe("");
    expect(sources).toContain("webhook");
  }
  expect(placeholders).toContainEqual(expect.objectContaining({ placeholder: "{trigger_id}", untrusted: false }));
  expect(placeholders).toContainEqual(expect.objectContaining({ placeholder: "{pr_title}", untrusted: true }));
});

test("what is told to be from outside is set apart, and the rest is not", async () => {
  const pull_request = { html_url: "https://x", number: 7, title: "t", user: { login: "u" } };
  const payload = { pull_request, repository: { html_url: "r", full_name: "n" }, paths: ["p"], a: { b: ["f"] } };
  for (const { placeholder, untrusted } of describePlaceholders(["webhook"])) {
    if (placeholder === "{snippet:name}") continue;
    const trial = { source: { kind: "webhook" }, prompt_template: placeholder, payload };
    const shown = await app.client.call("POST", "/admin/triggers/preview", trial, 200);
    expect(shown.unresolved).toEqual([]);
    // A number cannot carry a sentence.
    if (placeholder !== "{pr_number}")
      expect([placeholder, shown.untrusted.length > 0]).toEqual([placeholder, untrusted]);
  }
});

test("the list of placeholders is no trigger, and takes GET alone", async () => {
  expect((await app.client.fetch("/admin/triggers/placeholders", { method: "POST" })).status).toBe(405);
  expect((await app.client.fetch("/admin/triggers/placeholders", { headers: { "X-API-Key": "" } })).status).toBe(401);
});
