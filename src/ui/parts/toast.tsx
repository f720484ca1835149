import { notifications } from "@mantine/notifications";
import { ProblemError, sentenceOf } from "../api.ts";

/** What an action was refused with, and where to find it in the server's log. */
export function toastProblem(error: unknown): void {
  const id = error instanceof ProblemError ? error.problem.request_id : "";
  const message = id ? `${sentenceOf(error)} (request ${id})` : sentenceOf(error);
  notifications.show({ color: "red", title: "That did not work", message, autoClose: 12_000 });
}
