import { afterAll, beforeAll, expect, test } from "bun:test";
import { actsOn } from "~/testing/acts.ts";
import { openTest } from "~/testing/server.ts";

let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

const snippet = (name: string, text = "Be brief.") => app.client.call("POST", "/admin/snippets", { name, text }, 201);

test("a snippet is created, read, listed, changed and deleted, and the log says by whom", async () => {
  const { client, ctx } = app;
  const made = await snippet("house_rules-1");
  expect(made).toEqual({
    ...{ id: expect.stringMatching(/^snip-/), name: "house_rules-1", text: "Be brief.", used_by: [] },
    ...{ created_at: expect.any(String), updated_at: made.created_at },
  });
  const path = `/admin/snippets/${made.id}`;
  expect(await client.call("GET", path)).toEqual(made);
  const changed = await client.call("PATCH", path, { name: "rules", text: "Be kind." }, 200);
  expect(changed).toEqual({ ...made, name: "rules", text: "Be kind.", updated_at: expect.any(String) });
  expect((await client.call("GET", "/admin/snippets")).snippets).toContainEqual(changed);
  await client.call("DELETE", path, undefined, 204);
  for (const [method, body] of [["GET"], ["DELETE"], ["PATCH", {}]] as const)
    expect(await client.call(method, path, body, 404)).toMatchObject({ code: "not_found" });
  expect(actsOn(ctx, made.id)).toMatchObject([
    { action: "snippet.created", actor: "bootstrap", after: { text: "Be brief." } },
    { action: "snippet.updated", before: { name: "house_rules-1" }, after: { name: "rules" } },
    { action: "snippet.deleted", before: { text: "Be kind." } },
  ]);
});

test.each([
  ["a name with a space", { name: "a b", text: "x" }, "name", /letters, digits/],
  ["a name with a brace", { name: "a}", text: "x" }, "name", /letters, digits/],
  ["no text", { name: "a", text: "" }, "text", /must not be empty/],
  ["a NUL", { name: "a", text: "a\0" }, "text", /must not hold NUL/],
  ["another snippet in it", { name: "a", text: "{snippet:b}" }, "text", /must not hold another snippet/],
  ["an unknown key", { name: "a", text: "x", colour: 1 }, "colour", /is not known here/],
])("a snippet with %s is refused", async (_, input, path, remedy) => {
  const { errors } = await app.client.call("POST", "/admin/snippets", input, 400);
  expect(errors).toContainEqual({ path, message: expect.stringMatching(remedy) });
});

test("a name is one snippet's", async () => {
  await snippet("taken");
  const other = await snippet("free");
  const input = { name: "taken", text: "x" };
  expect(await app.client.call("POST", "/admin/snippets", input, 409)).toMatchObject({ code: "name_taken" });
  expect(await app.client.call("PATCH", `/admin/snippets/${other.id}`, input, 409)).toMatchObject({
    code: "name_taken",
  });
  await app.client.call("PATCH", `/admin/snippets/${other.id}`, { name: "free", text: "y" }, 200);
});

test("while templates name it, it keeps its name and stays, and its text may change", async () => {
  const { client } = app;
  const { id } = await snippet("used", "Be {message}.");
  await snippet("used-too");
  const first = await client.trigger({ name: "Reviewer", prompt_template: "{snippet:used}!" });
  const path = `/admin/snippets/${id}`;
  expect((await client.call("GET", path)).used_by).toEqual([{ id: first.id, name: "Reviewer" }]);
  for (const [method, body] of [["DELETE"], ["PATCH", { name: "other" }]] as const) {
    const problem = await client.call(method, path, body, 409);
    expect(problem).toMatchObject({ code: "snippet_used", detail: expect.stringContaining(`Reviewer (${first.id})`) });
  }
  const run = async () => {
    const { execution_id } = await client.call("POST", `/admin/triggers/${first.id}/run`, { message: "kind" });
    return (await client.finished(execution_id)).prompt;
  };
  expect(await run()).toBe("Be kind.!");
  await client.call("PATCH", path, { text: "Stay {message}." }, 200);
  expect(await run()).toBe("Stay kind.!");
  const shown = await client.call("POST", `/admin/triggers/${first.id}/preview`, { message: "calm" }, 200);
  expect(shown.prompt).toBe("Stay calm.!");
  await client.call("PATCH", `/admin/triggers/${first.id}`, { prompt_template: "x" }, 200);
  await client.call("DELETE", path, undefined, 204);
});

test("a template is warned of a snippet that is not there, and of what is wrong in one that is", async () => {
  const { client } = app;
  const { id, warnings } = await client.trigger({ prompt_template: "{snippet:late}" });
  expect(warnings).toEqual(["`{snippet:late}` is not a placeholder and stays as it is"]);
  await snippet("late", "{message} {mesage}");
  const sentence = "`{mesage}` is not a placeholder and stays as it is";
  expect((await client.call("GET", `/admin/triggers/${id}`)).warnings).toEqual([sentence]);
});

test("a template may name more snippets than a statement has room for values", async () => {
  const prompt_template = Array.from({ length: 40_000 }, (_, i) => `{snippet:n${i}}`).join("");
  const { id } = await app.client.trigger({ prompt_template: `${prompt_template}{snippet:many}` });
  await snippet("many", "found");
  const { prompt } = await app.client.call("POST", `/admin/triggers/${id}/preview`, {}, 200);
  expect(prompt).toEndWith("{snippet:n39999}found");
});
