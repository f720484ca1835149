import { changedPathsOf, pullRequestOf } from "./github/text.ts";
import { find, isPlural, parsePath } from "./path.ts";

const DEPTH_LIMIT = 20;
const PRETTY_LIMIT = 20_000;

/** What is a value of its own; `payload.…` and `outcome_format` are placeholders too. */
export const NAMES = [
  "message",
  "paths",
  "trigger_id",
  "pr_url",
  "pr_number",
  "pr_title",
  "pr_author",
  "repo_url",
  "repo_full_name",
] as const;

/** What a template may use. A value that is absent is missing; null is there and empty. */
export type Values = { [name in (typeof NAMES)[number]]?: unknown } & { trigger_id: string; payload?: unknown };

/** The placeholders' values for a payload. `message` is what a person typed or a `text_path` found, if anything. */
export function valuesOf(trigger_id: string, payload: unknown, message?: string): Values {
  const pull_request = pullRequestOf(payload);
  return {
    trigger_id,
    payload,
    message: message ?? textOf(payload) ?? payload,
    paths: changedPathsOf(payload),
    pr_url: pull_request.url,
    pr_number: scalar(pull_request.number),
    pr_title: pull_request.title,
    pr_author: pull_request.author,
    repo_url: scalar(at(payload, "repository.html_url")),
    repo_full_name: scalar(at(payload, "repository.full_name")),
  };
}

/** The text of a payload: what lies at `text_path`, else its first field of text that goes by a usual name. */
export function textOf(payload: unknown, text_path?: string): string | undefined {
  if (text_path !== undefined) return joined(all(payload, text_path));
  return ["message", "text", "body"].map((name) => at(payload, name)).find((value) => typeof value === "string");
}

/** What a path of a placeholder stands for: its value, or with `[*]` the array of all; undefined when missing. */
export function at(payload: unknown, path: string): unknown {
  const steps = parsePath(path);
  const found = steps ? find(payload, steps) : [];
  return steps && isPlural(steps) && found.length > 0 ? found : found[0];
}

function all(payload: unknown, path: string): unknown[] {
  return [at(payload, path) ?? []].flat();
}

function joined(values: unknown[]): string | undefined {
  const texts = values.map(scalar).filter((value) => value !== undefined);
  return texts.length > 0 ? texts.join("\n") : undefined;
}

function scalar(value: unknown): string | number | boolean | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

/** A value as text: strings as they are, all else as JSON. `clean` is applied to every string in it, keys too. */
export function printed(value: unknown, clean: (text: string) => string): string {
  if (typeof value === "string") return clean(value);
  const pruned = prune(value, clean, DEPTH_LIMIT);
  const compact = JSON.stringify(pruned) ?? "";
  return compact.length > PRETTY_LIMIT ? compact : JSON.stringify(pruned, null, 2);
}

/** Bounded in depth, for hostile JSON overflows the stack of a printer, and its indentation grows with the square. */
function prune(value: unknown, clean: (text: string) => string, depth: number): unknown {
  if (typeof value === "string") return clean(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return "[nested too deeply]";
  if (Array.isArray(value)) return value.map((one) => prune(one, clean, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [clean(key), prune(one, clean, depth - 1)]));
}
