import { Fault } from "../kit/fault.ts";
import type { Ask } from "./kind.ts";

/** A value as an argument of its own. One that begins with `-` would be read as an option: the CLI would obey it. */
export function argument(field: string, value: string): string {
  if (value.trim() !== "" && !value.startsWith("-") && !value.includes("\0")) return value;
  throw refused(field, `\`${field}\` must not be empty, begin with \`-\` or hold a NUL.`);
}

/** `flag value` when there is a value, else nothing. */
export function option(flag: string, field: string, value: string | undefined): string[] {
  return value === undefined ? [] : [flag, argument(field, value)];
}

export function refuseAllowedTools(title: string, ask: Ask<unknown>): void {
  if (ask.allowed_tools === undefined) return;
  throw refused("allowed_tools", `${title} cannot be told which tools it may use: leave \`allowed_tools\` out.`);
}

export function refused(field: string, message: string): Fault {
  return new Fault("invalid", message, { errors: [{ path: field, message }] });
}
