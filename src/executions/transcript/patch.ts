import { structuredPatch } from "diff";
import type { Edit } from "~/backends/index.ts";

/** Texts that differ in more lines than this are not compared: it takes time that grows with the square. */
const MOST_CHANGES = 500;

/**
 * An edit as lines of a diff. Where in the file they stand nobody says, so there are no line numbers. Null where only
 * the file is named.
 */
export function patchOf({ before, after, patch }: Edit): string | null {
  if (patch !== undefined) return patch;
  if (before === undefined || after === undefined) return null;
  if (before === "") return signed("+", after);
  const found = structuredPatch("", "", before, after, "", "", { context: 3, maxEditLength: MOST_CHANGES });
  if (!found) return [signed("-", before), signed("+", after)].filter((text) => text !== "").join("\n");
  return found.hunks.map(({ lines }) => lines.filter((line) => !line.startsWith("\\")).join("\n")).join("\n@@\n");
}

function signed(sign: "+" | "-", text: string): string {
  if (text === "") return "";
  const lines = text.replace(/\n$/, "").split("\n");
  return lines.map((line) => sign + line).join("\n");
}
