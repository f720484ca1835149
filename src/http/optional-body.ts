import type { z } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { Fault } from "~/kit/fault.ts";
import { json } from "./router.ts";
import type { AppEnv } from "./scope.ts";

/** A JSON body that may be left out, because each of its fields may be: goes with `absentIsEmpty`. */
export function optionalBody<T extends z.ZodType>(schema: T) {
  return { ...json("May be left out, as each of its fields may.", schema), required: false } as const;
}

const JSON_TYPE = "application/json";

/** Takes a request without a body for one that says `{}`. What is there has to be JSON, or it would pass unread. */
export const absentIsEmpty = createMiddleware<AppEnv>(async (c, next) => {
  const { raw } = c.req;
  if (raw.body === null) c.req.raw = new Request(raw, { headers: headersOf(raw), body: "{}" });
  else if (!/^application\/([\w.-]+\+)?json\b/i.test(c.req.header("Content-Type") ?? ""))
    throw new Fault("unsupported", `Send the body as ${JSON_TYPE}, or none.`, {
      errors: [{ path: "body", message: `must be JSON, with Content-Type: ${JSON_TYPE}, or left out` }],
    });
  await next();
});

function headersOf({ headers }: Request): Headers {
  const changed = new Headers(headers);
  changed.set("Content-Type", JSON_TYPE);
  return changed;
}
