import { OpenAPIHono, z } from "@hono/zod-openapi";
import type { TypedResponse } from "hono";
import { Fault } from "~/kit/fault.ts";
import type { AppEnv } from "./scope.ts";

/** A feature's routes. Input that does not fit its schema is answered 400 with every wrong field named. */
export function router(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidInput(result.error.issues, result.target);
    },
  });
}

/** The Fault for input that a schema refused; `where` says which part of the request it was. */
export function invalidInput(issues: readonly z.core.$ZodIssue[], where: string): Fault {
  const errors = issues.map((issue) => ({ path: issue.path.join(".") || where, message: messageOf(issue) }));
  const [first] = errors;
  return new Fault("invalid", first ? `${first.path}: ${first.message}` : "The request is not valid.", { errors });
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `${issue.keys.join(", ")} is not known here; remove it`;
  return issue.message;
}

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi("Problem", { description: "RFC 9457 problem details." });

export type Problem = z.infer<typeof problem>;

const PROBLEMS = {
  400: "The input is not valid; `errors` names the fields.",
  401: "No key, or not a valid one.",
  403: "Refused.",
  404: "There is no such thing.",
  408: "The body did not come in time.",
  409: "It stands against what is there.",
  413: "The body is too large.",
  415: "The body is of a type or an encoding that is not taken.",
  429: "Too many; `Retry-After` says when to come again.",
  503: "Not now; `Retry-After` says when to come again.",
} as const;

/** The responses of a route that fails in these ways. */
export function problems(...statuses: (keyof typeof PROBLEMS)[]) {
  const response = (description: string) => ({
    description,
    content: { "application/problem+json": { schema: problem } },
  });
  return Object.fromEntries(statuses.map((status) => [status, response(PROBLEMS[status])])) as Record<
    number,
    ReturnType<typeof response>
  >;
}

/** A JSON body. Marked required, or a request without a content type would pass as `{}`. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { "application/json": { schema } } } as const;
}

export function json<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { "application/json": { schema } } } as const;
}

/** A body of text that was streamed by hand: a Response is all that Hono needs, its types want to know the content. */
export function plainText(response: Response) {
  return response as Response & TypedResponse<string, 200, "text">;
}

/** The query fields of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).openapi({ description: "At most this many, up to 200." }),
  cursor: z.string().max(64).optional().openapi({ description: "`next_cursor` of the page before." }),
};
