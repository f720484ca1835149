import type { Preview } from "../model.ts";

interface Part {
  start: number;
  text: string;
  /** The placeholder that it stands for, of what came from outside. */
  placeholder?: string;
}

/** A prompt taken apart: what the trigger says, and what came from outside. */
export function partsOf({ prompt, untrusted }: Pick<Preview, "prompt" | "untrusted">): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const { start, end, placeholder } of untrusted) {
    parts.push({ start: at, text: prompt.slice(at, start) }, { start, text: prompt.slice(start, end), placeholder });
    at = end;
  }
  return [...parts, { start: at, text: prompt.slice(at) }].filter(({ text }) => text !== "");
}
