import { expect, test } from "bun:test";
import { ProblemError } from "../api.ts";
import { faultsOf, fieldFaults } from "./faults.ts";

test("what the server finds wrong is found by the field's path, or lies within it", () => {
  const errors = [
    { path: "tags.1", message: "is too long" },
    { path: "name", message: "is required" },
  ];
  const problem = { type: "", title: "", status: 400, detail: "", code: "", request_id: "", errors };
  const error = new ProblemError(problem);
  const faults = faultsOf(error);
  expect(faults("name")).toBe("is required");
  expect(faults("tags", false)).toBeUndefined();
  expect(faults("tags")).toBe("1 is too long");
  expect(fieldFaults(new Error("no problem of the server"))).toEqual([]);
});
