import { z } from "@hono/zod-openapi";
import { show } from "../why.ts";
import { textAt } from "./event.ts";
import { COMMENTED } from "./events.ts";

export const Command = z
  .string()
  .regex(/^\/[\w-]+(?: [\w-]+)*$/, "must be a word behind a slash, such as /agented, or several words")
  .max(100)
  .openapi({
    description:
      "Only a new comment of somebody who may write, with a line that begins with it; `{message}` is the rest of that line.",
    example: "/agented review",
  });

/** What follows a command in its line, or why there is none: an edited comment may have been another's. */
export function commandIn(
  command: string,
  event: string | undefined,
  payload: unknown,
): { rest: string } | { missing: string } {
  if (!COMMENTED.includes(event ?? "")) return { missing: "commands are given in comments, and it is none" };
  if (textAt(payload, "action") !== "created") return { missing: "commands are given in new comments alone" };
  const lines = (textAt(payload, "comment", "body") ?? "").split(/\r?\n/).map((line) => line.trim());
  const line = lines.find((one) => one === command || one.startsWith(`${command} `));
  return line === undefined
    ? { missing: `no line of the comment begins with ${show(command)}` }
    : { rest: line.slice(command.length).trim() };
}
