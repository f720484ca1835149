import { LOG_KEYS } from "~/executions/ui/log/keys.ts";
import { EDITOR_KEYS } from "~/workflows/ui/editor/keys.ts";
import { PAGES } from "../pages.ts";

/**
 * A key as one presses it, and what it does: `j`, `shift+c`, `mod+k` (Cmd on a Mac, Ctrl elsewhere), or two that are
 * pressed one after the other: `g e`.
 */
export interface Key {
  key: string;
  does: string;
}

export const GLOBAL_KEYS = [
  { key: "mod+k", does: "Go anywhere, run a trigger" },
  { key: "?", does: "Show the keys" },
] as const satisfies Key[];

export const goKey = (name: string) => `g ${name.charAt(0).toLowerCase()}`;

/** `g` and the first letter of a page. */
export const GO_KEYS: readonly Key[] = PAGES.map(({ name }) => ({ key: goKey(name), does: name }));

export const LIST_KEYS = [
  { key: "j", does: "The next row" },
  { key: "k", does: "The row before" },
  { key: "enter", does: "Open the row" },
  { key: "x", does: "Select the row" },
] as const satisfies Key[];

/** What the sheet shows. What a page binds is a line here: its keys, in the shape of the others. */
export const SHEET: readonly { where: string; keys: readonly Key[] }[] = [
  { where: "Everywhere", keys: GLOBAL_KEYS },
  { where: "Go to", keys: GO_KEYS },
  { where: "In a list", keys: LIST_KEYS },
  { where: "In a log", keys: LOG_KEYS },
  { where: "In a workflow's editor", keys: EDITOR_KEYS },
];
