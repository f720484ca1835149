import type { Action } from "~/outcomes/index.ts";
import { isRefusal } from "../failure.ts";
import type { ActionSort } from "./kind.ts";

type Labels = Extract<Action, { kind: "labels" }>;

/** Labels of an issue or pull request: those that are there already, or gone already, are no failure. */
export const labels: ActionSort<Labels> = {
  lacks: ({ number }) => (number === null ? "It concerns no issue or pull request." : undefined),
  subject: ({ number }) => `#${number}`,
  async apply({ octokit, at, target, action }) {
    const issue = { ...at, issue_number: target.number ?? 0 };
    if (action.add.length > 0)
      await octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", {
        ...issue,
        labels: action.add,
      });
    for (const name of action.remove) {
      const route = "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}";
      await octokit.request(route, { ...issue, name }).catch((error: unknown) => {
        if (!isRefusal(error, 404)) throw error;
      });
    }
    return {};
  },
};
