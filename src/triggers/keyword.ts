import { textOf } from "./values.ts";
import { show, type Verdict } from "./why.ts";

/** Whether the payload's text holds a keyword, in whatever case. */
export function keywordHolds(keyword: string, payload: unknown, text_path?: string): Verdict {
  const place = text_path === undefined ? "the text" : `\`${text_path}\``;
  const text = textOf(payload, text_path);
  if (text === undefined) return { holds: false, why: `${place} is missing` };
  const holds = text.toLowerCase().includes(keyword.toLowerCase());
  return { holds, why: `${place} ${holds ? "contains" : "does not contain"} ${show(keyword)}` };
}
