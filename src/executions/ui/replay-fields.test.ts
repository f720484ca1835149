import { expect, test } from "bun:test";
import type { Execution } from "../model.ts";
import { changesOf, fieldsOf } from "./replay-fields.ts";

const execution = {
  ...{ prompt: "look", model: null, permissions: "edit", allowed_tools: ["Read"], timeout_ms: 600_000 },
  ...{ tags: ["a", "b"], working_dir: "/srv" },
} as Execution;

test("only what was edited is sent", () => {
  const fields = fieldsOf(execution);
  expect(changesOf(execution, fields)).toEqual({});
  const edited = {
    ...fields,
    prompt: "look again",
    tags: " a, c ,",
    allowed_tools: "",
    timeout_secs: "60",
    backend: "codex",
  };
  expect(changesOf(execution, edited)).toEqual({
    ...{ prompt: "look again", tags: ["a", "c"], allowed_tools: null, timeout_secs: 60, backend: "codex" },
  });
  expect(changesOf(execution, { ...fields, model: "fast" })).toEqual({ model: "fast" });
});
