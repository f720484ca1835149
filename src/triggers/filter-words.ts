import type { Condition, Filter } from "./filter.ts";
import { list, show } from "./why.ts";

const SHOWN_CHARACTERS = 300;

/** A filter as a part of a sentence: "`action` is "opened" and `draft` is not true". A long one is only named. */
export function filterWords(filter: Filter): string {
  const words = wordsOf(filter);
  return words.length > SHOWN_CHARACTERS ? "its payload fits the filter" : words;
}

function wordsOf(filter: Filter): string {
  if ("not" in filter) return `not (${wordsOf(filter.not)})`;
  if ("all" in filter) return filter.all.map(within).join(" and ");
  if ("any" in filter) return filter.any.map(within).join(" or ");
  return `\`${filter.path}\` ${conditionWords(filter)}`;
}

/** A group within another stands in brackets. */
function within(filter: Filter): string {
  const grouped = ("all" in filter && filter.all.length > 1) || ("any" in filter && filter.any.length > 1);
  return grouped ? `(${wordsOf(filter)})` : wordsOf(filter);
}

function conditionWords({ op, value }: Condition): string {
  switch (op) {
    case "eq":
      return `is ${show(value)}`;
    case "ne":
      return `is there and not ${show(value)}`;
    case "in":
      return `is one of ${list(value)}`;
    case "contains":
      return `contains ${show(value)}`;
    case "gt":
      return `is above ${show(value)}`;
    case "lt":
      return `is below ${show(value)}`;
    case "matches":
      return `matches ${show(value)}`;
    case "exists":
      return value ? "is there" : "is missing";
  }
}
