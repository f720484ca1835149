import type { Condition } from "./filter.ts";
import { visible } from "./visible.ts";

/** What something said to an event, and the one sentence that tells a person why. */
export interface Verdict {
  holds: boolean;
  why: string;
}

const SHOWN_VALUES = 3;
const SHOWN_CHARACTERS = 60;

/** The verdict of a condition over the values it found: the one that passed, or all those that did not. */
export function conditionWhy({ path, op, value }: Condition, holds: boolean, found: unknown[]): Verdict {
  const is = list(found);
  const wanted = op === "matches" ? `/${shorten(String(value))}/` : list([value].flat());
  const [yes, no] = {
    eq: [`is ${is}`, `is ${is}, not ${wanted}`],
    ne: [`is ${is}, not ${wanted}`, `is ${is}`],
    in: [`is ${is}`, `is ${is}, not one of ${wanted}`],
    contains: [`contains ${wanted}`, `does not contain ${wanted}`],
    gt: [`is ${is}, above ${wanted}`, `is ${is}, not above ${wanted}`],
    lt: [`is ${is}, below ${wanted}`, `is ${is}, not below ${wanted}`],
    matches: [`matches ${wanted}`, `does not match ${wanted}`],
    exists: ["is there", "is missing"],
  }[op];
  return { holds, why: `\`${path}\` ${holds ? yes : no}` };
}

export function list(values: readonly unknown[]): string {
  const shown = values.slice(0, SHOWN_VALUES).map(show).join(", ");
  return values.length > SHOWN_VALUES ? `${shown} and ${values.length - SHOWN_VALUES} more` : shown;
}

export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(shorten(value));
  if (Array.isArray(value))
    return value.length === 1 ? "an array of 1 element" : `an array of ${value.length} elements`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

function shorten(text: string): string {
  const seen = visible(text.slice(0, 10 * SHOWN_CHARACTERS));
  const start = Array.from(seen).slice(0, SHOWN_CHARACTERS).join("");
  return start === seen && text.length <= 10 * SHOWN_CHARACTERS ? seen : `${start}…`;
}
