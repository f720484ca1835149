import type { Attempt } from "../../model.ts";
import type { TranscriptEvent } from "../../transcript/model.ts";
import type { ToolUse } from "./conversation.ts";

const many = (count: number) => count.toLocaleString("en");

/** What one request to the model took. */
export function stepWords(step: Extract<TranscriptEvent, { kind: "step" }>): string {
  const { input_tokens, cached_tokens, output_tokens } = step;
  return tokenWords({ read: input_tokens, cached: cached_tokens, written: output_tokens });
}

/** What an attempt took in all; undefined while nothing is known. */
export function usageWords({ usage }: Pick<Attempt, "usage">): string | undefined {
  if (!usage || usage.total_tokens === 0) return undefined;
  const { turns, cost_usd, output_tokens, cache_read_tokens, total_tokens } = usage;
  const read = total_tokens - output_tokens;
  return [
    `${many(turns)} ${turns === 1 ? "turn" : "turns"}`,
    tokenWords({ read, cached: cache_read_tokens, written: output_tokens }),
    ...(cost_usd === null ? [] : [`$${cost_usd.toFixed(4)}`]),
  ].join(" · ");
}

function tokenWords({ read, cached, written }: { read: number; cached: number; written: number | null }): string {
  const from = cached > 0 ? `${many(read)} tokens in (${many(cached)} cached)` : `${many(read)} tokens in`;
  return written === null ? from : `${from} · ${many(written)} out`;
}

/** What a tool is used on, in a few words: the file it writes, or the first text of its input. */
export function hintOf({ edits, input }: Pick<ToolUse, "edits" | "input">, working_dir: string): string {
  const text = edits[0]?.path || firstText(input);
  const inside = text.startsWith(`${working_dir}/`) ? text.slice(working_dir.length + 1) : text;
  const more = edits.length > 1 ? ` and ${edits.length - 1} more` : "";
  return inside.slice(0, 200).replaceAll(/\s+/g, " ") + more;
}

function firstText(input: unknown): string {
  if (typeof input === "string") return input;
  if (typeof input !== "object" || input === null) return "";
  return Object.values(input).find((value) => typeof value === "string" && value !== "") ?? "";
}

/** A text without the codes that colour a terminal. */
export function uncoloured(text: string): string {
  return text.replaceAll(ESCAPES, "");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;
