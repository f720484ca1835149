import type { WorkflowData } from "./kind.ts";
import { cloneEach, REPOSITORIES } from "./over-repositories.ts";

export const securityNightly: WorkflowData = {
  id: "security-nightly",
  name: "Nightly security audit",
  description:
    "Clones each repository of a list, audits it, and reports what is grave; nights without anything grave end quietly. " +
    "Start it by a schedule whose trigger says the list as its `input`, and let a rule of notifications tell of its end.",
  graph: {
    nodes: [
      cloneEach,
      {
        ...{ id: "audit", kind: "map", name: "Audit each", over: "input.repositories", max_parallel: 2 },
        each: {
          ...{ id: "one", kind: "agent", permissions: "read_only", timeout_secs: 3_600 },
          prompt: `\
You audit the repository {item}, which the directory repo-{index} is a clone of. Look at nothing beside it, and change no file.

Look for what an attacker could use: injection, broken access control, secrets in the tree, unsafe defaults, dependencies with known holes. Prove each in the code: which input, which line, what follows. Drop what you cannot prove.

Answer with JSON alone: {"findings": [{"severity": "critical", "high", "medium" or "low", "title": "…", "path": "…"}]}`,
          output_schema: {
            type: "object",
            required: ["findings"],
            properties: {
              findings: {
                type: "array",
                items: {
                  type: "object",
                  required: ["severity", "title"],
                  properties: { severity: { enum: ["critical", "high", "medium", "low"] } },
                },
              },
            },
          },
        },
      },
      {
        ...{ id: "grave", kind: "condition", name: "Is anything grave?" },
        filter: { path: "nodes.audit.data[*].findings[*].severity", op: "in", value: ["critical", "high"] },
      },
      { id: "quiet", kind: "transform", value: { grave: false, findings: "{nodes.audit.data}" } },
      {
        ...{ id: "report", kind: "agent", name: "Report", permissions: "read_only", timeout_secs: 1_800 },
        prompt: `\
An audit found this in the repositories {input.repositories}, in the same order: {nodes.audit.data}

Write a report in Markdown for who has to act on it today: the gravest first, what could happen, and the smallest fix.`,
      },
    ],
    edges: [
      { from: "clone", to: "audit" },
      { from: "audit", to: "grave" },
      { from: "grave", to: "quiet", when: "false" },
      { from: "grave", to: "report", when: "true" },
    ],
    input_schema: { type: "object", required: ["repositories"], properties: { repositories: REPOSITORIES } },
  },
  example: { repositories: ["https://github.com/acme/shop.git"] },
};
