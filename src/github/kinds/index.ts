import type { Action } from "~/outcomes/index.ts";
import { check } from "./check.ts";
import { comment } from "./comment.ts";
import type { ActionSort } from "./kind.ts";
import { labels } from "./labels.ts";
import { pull_request } from "./pull-request.ts";
import { review } from "./review.ts";

export const sorts = { comment, review, check, labels, pull_request };

/** How an action of this kind is done: it takes the actions of its kind alone. */
export function sortOf(kind: Action["kind"]): ActionSort<Action | null> {
  return sorts[kind] as ActionSort<Action | null>;
}
