/** How the fields of a trigger are laid out; those that are in none of these stand in the last section. */
export const SECTIONS = [
  { title: "What it starts", fields: ["workflow_id", "input"] },
  { title: "Who runs it", fields: ["backend", "model", "backend_config"] },
  {
    title: "Chain",
    hint: "Who goes on when a limit or a failure stops the first. Without one of its own it has the default chain.",
    fields: ["chain"],
  },
  { title: "What it may do", fields: ["permissions", "allowed_tools"] },
  { title: "Where it works", fields: ["project_id", "working_dir"] },
  { title: "What is done with its results", fields: ["allowed_actions", "tags"] },
  {
    title: "How many and how long",
    fields: ["max_concurrent", "overlap", "timeout_secs", "priority", "retry_on_interrupt"],
  },
  { title: "Text from outside", fields: ["field_limit", "field_limits", "strict", "allow_replays"] },
] as const;

/** Fields that have a place of their own on the page. */
export const PLACED = ["name", "source", "prompt_template", "note", "enabled"] as const;

/** What of a trigger is not read where it starts a workflow, which says that itself. */
export const ASKING = [
  ...["backend", "model", "backend_config", "chain", "permissions", "allowed_tools", "project_id", "working_dir"],
  ...["allowed_actions", "tags", "max_concurrent", "overlap", "timeout_secs", "priority", "retry_on_interrupt"],
  ...["field_limit", "field_limits"],
];
