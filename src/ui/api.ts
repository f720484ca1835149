import type { ClientResponse } from "hono/client";
import type { Problem } from "~/http/router.ts";

/** What the server refused, in its own words. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

type Answered<R> =
  R extends ClientResponse<infer Body, infer Status, "json"> ? (Status extends 200 | 201 | 202 ? Body : never) : never;

/** The body of an answer; throws a ProblemError when it is none, or when the server cannot be reached. */
export async function ok<R extends ClientResponse<unknown, number, string>>(asked: Promise<R>): Promise<Answered<R>> {
  const answer = await asked.catch(() => {
    throw new ProblemError({ ...UNREACHABLE, request_id: "" });
  });
  if (!answer.ok) throw new ProblemError(await problemOf(answer));
  return (answer.status === 204 ? undefined : await answer.json()) as Answered<R>;
}

const UNREACHABLE = {
  ...{ type: "about:blank", title: "Offline", status: 0, code: "unreachable" },
  detail: "The server cannot be reached. What you see is what was last known.",
};

async function problemOf(
  answer: Pick<Response, "status" | "headers"> & { json(): Promise<unknown> },
): Promise<Problem> {
  const request_id = answer.headers.get("x-request-id") ?? "";
  const body = await answer.json().catch(() => undefined);
  if (typeof body === "object" && body !== null && "detail" in body) return body as Problem;
  const detail = `The server answered ${answer.status} without a reason.`;
  return { ...UNREACHABLE, title: "Failed", status: answer.status, code: "failed", detail, request_id };
}

/** What to say of a failure, whatever it is. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
