import { z } from "@hono/zod-openapi";
import { Fault } from "~/kit/fault.ts";
import { HeaderName, HttpTemplate, send } from "../http-call.ts";
import { fillJson, fillText, fillUrl, namesIn, namesInJson } from "../values.ts";
import { ANY_JSON, common, nodeKind, working } from "./kind.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD"]);
const TIMEOUT_SECS = 30;

export const HttpNode = z
  .strictObject({
    kind: z.literal("http"),
    ...common,
    method: z.enum(METHODS).default("GET"),
    url: HttpTemplate,
    headers: z.record(HeaderName, z.string().max(10_000)).default({}),
    body: z
      .json()
      .default(null)
      .openapi({ type: [...ANY_JSON], description: "JSON with placeholders; a text is sent as it is. Null is none." }),
    any_status: z.boolean().default(false).openapi({ description: "An answer that is not 2xx is no failure." }),
    timeout_secs: z.number().int().min(1).max(300).nullable().default(null).openapi({ description: "Null is 30." }),
    retry: working.retry,
  })
  .openapi("HttpNode");

/**
 * Another server is asked. Its data is `{ status, body }`, its text the answer as it came. What is sent bears an
 * `Idempotency-Key` that is the same whenever this node of this run sends it again. After a crash GET and HEAD are sent
 * again; anything else that may have been sent is not, and its node ends as `interrupted`.
 */
export const http = nodeKind({
  title: "HTTP request",
  config: HttpNode,
  asks: ({ url, headers, body }) => [...namesIn(url), ...namesInJson(headers), ...namesInJson(body)],

  begin(node, { values }) {
    requestOf(node, values);
    return { step: "call" };
  },

  call(node, { ctx, values, key }) {
    const { method, any_status } = node;
    const timeout_ms = (node.timeout_secs ?? TIMEOUT_SECS) * 1_000;
    const request = { ...requestOf(node, values), method, any_status, key, timeout_ms };
    return { timeout_ms, repeatable: SAFE.has(method), perform: (signal) => send(ctx, request, signal) };
  },
});

function requestOf({ method, url, headers, body }: z.infer<typeof HttpNode>, values: Parameters<typeof fillText>[1]) {
  const filled = Object.entries(headers).map(([name, text]) => [name, headerOf(name, fillText(text, values))] as const);
  const content = body === null || SAFE.has(method) ? null : fillJson(body, values);
  const type = typeof content === "string" ? "text/plain; charset=utf-8" : "application/json";
  return {
    url: fillUrl(url, values),
    headers: { ...(content !== null && { "content-type": type }), ...Object.fromEntries(filled) },
    body: content === null || typeof content === "string" ? content : JSON.stringify(content),
  };
}

function headerOf(name: string, text: string): string {
  if (/^[\t\x20-\x7e]*$/.test(text)) return text;
  throw new Fault("invalid", `The header ${name} would hold what no header may: take printable ASCII.`, {
    code: "bad_header",
  });
}
