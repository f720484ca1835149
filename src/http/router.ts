import { OpenAPIHono, z } from "@hono/zod-openapi";
import type { TypedResponse } from "hono";
import { Fault } from "~/kit/fault.ts";
import { type Entity, idParam } from "~/kit/ids.ts";
import type { AppEnv } from "./scope.ts";
import { inOurWords, withoutKnown } from "./words.ts";

/** A feature's routes. Input that does not fit its schema is answered 400 with every wrong field named. */
export function router(): OpenAPIHono<AppEnv> {
  z.config({ customError: inOurWords });
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      const { data } = result as { data?: unknown };
      if (!result.success) throw invalidInput(result.error.issues, result.target, data);
    },
  });
}

/** Who sent a hundred thousand wrong fields is told of these. */
const MOST_ERRORS = 20;

/** The Fault for input that a schema refused; `where` says which part of the request it was. */
export function invalidInput(issues: readonly z.core.$ZodIssue[], where: string, input?: unknown): Fault {
  const part = where === "json" ? "body" : where;
  const errors: FieldError[] = [];
  let more = 0;
  for (const issue of issues)
    for (const { path, message } of errorsOf(issue, input))
      if (errors.length < MOST_ERRORS) errors.push({ path: path || part, message });
      else more++;
  const [first] = errors;
  if (more > 0) errors.push({ path: part, message: `and ${more} more` });
  return new Fault("invalid", first ? `${first.path}: ${first.message}` : "The request is not valid.", { errors });
}

interface FieldError {
  path: string;
  message: string;
}

function* errorsOf(issue: z.core.$ZodIssue, input: unknown): Generator<FieldError> {
  const path = issue.path.join(".");
  if (issue.code === "invalid_union") {
    const [only, ...others] = issue.errors.filter((branch) => !branch.some(isOfAnotherType));
    if (only && others.length === 0) {
      for (const inner of only) yield* errorsOf({ ...inner, path: [...issue.path, ...inner.path] }, input);
      return;
    }
  }
  if (issue.code === "unrecognized_keys") {
    const rest = withoutKnown(issue.message);
    for (const [index, key] of issue.keys.entries())
      yield { path: path ? `${path}.${key}` : key, message: index === 0 ? issue.message : rest };
    return;
  }
  const missing = input !== undefined && path !== "" && valueAt(input, issue.path) === undefined;
  yield { path, message: missing && issue.code !== "custom" ? "is required" : issue.message };
}

/** Of a union, what was not meant at all: null or text where there is an object, another word than the one there is. */
function isOfAnotherType({ code, path }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === "invalid_type" || code === "invalid_value");
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    const inside = typeof value === "object" && value !== null && Object.hasOwn(value, key);
    return inside ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }, input);
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
  500: "A failure of the server; `request_id` finds it in the log.",
  503: "Not now; `Retry-After` says when to come again.",
} as const;

const LATER = { "Retry-After": { description: "In so many seconds.", schema: { type: "integer" as const } } };

/** The responses of a route that fails in these ways. */
export function problems(...statuses: (keyof typeof PROBLEMS)[]) {
  const response = (status: keyof typeof PROBLEMS) => ({
    description: PROBLEMS[status],
    content: { "application/problem+json": { schema: problem } },
    ...((status === 429 || status === 503) && { headers: LATER }),
  });
  return Object.fromEntries(statuses.map((status) => [status, response(status)])) as Record<
    number,
    ReturnType<typeof response>
  >;
}

/** A schema that has a name, or null: `.nullable()` takes the name along, and what it names in the document refuses null. */
export function orNull<T extends z.ZodType>(schema: T) {
  return z.union([schema, z.null()]);
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

const limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(200)
  .default(50)
  .openapi({ description: "At most this many, up to 200." });

/** The query fields of a list of these. */
export function pageOf(entity: Entity) {
  const cursor = idParam(entity).optional();
  return { limit, cursor: cursor.openapi({ description: "`next_cursor` of the page before." }) };
}
