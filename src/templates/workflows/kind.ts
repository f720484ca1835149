import type { z } from "@hono/zod-openapi";
import type { Graph } from "~/workflows/index.ts";

/** A workflow as we would write it, shipped as data. */
export interface WorkflowData {
  id: string;
  name: string;
  /** When to use it, and what starts it. */
  description: string;
  graph: z.input<typeof Graph>;
  /** What a run of it may be given. */
  example: unknown;
}

/** A script that is told what the run knows by `$known`, as JSON: no value is part of it. */
export const script = (lines: string) => [
  "sh",
  "-eu",
  "-c",
  `known=$(cat)\nget() { printf %s "$known" | jq -r "$1"; }\n${lines}`,
];

/** What several ask for: where a repository lies. */
export const REPOSITORY = {
  type: "string",
  minLength: 1,
  title: "Repository",
  description: "What git clones: an address, or a path on this machine.",
} as const;
