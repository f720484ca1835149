import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { readBody } from "~/http/body.ts";
import { problems, router } from "~/http/router.ts";
import type { AppContext } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { type Deciding, readDecisionLink } from "~/notifications/index.ts";
import { askingPage, decidedPage, gonePage } from "./decide-page.ts";
import { decide } from "./runs.ts";
import { findNode, nameOfRun } from "./store.ts";

const MOST_BYTES = 16 * 1024;
const tags = ["runs"];
const html = { content: { "text/html": { schema: z.string() } } };

const ask = createRoute({
  method: "get",
  path: "/",
  security: [],
  tags,
  summary: "What a link asks, for whoever has it; nothing is decided by looking",
  request: { query: z.strictObject({ token: z.string().max(2_000) }) },
  responses: { 200: { description: "The question, or what has become of it.", ...html }, ...problems(400, 401) },
});

const answer = createRoute({
  method: "post",
  path: "/",
  security: [],
  tags,
  summary: "Decide by a link, once",
  description: "A form with `token`, `decision` (approve or reject) and `comment`.",
  responses: { 200: { description: "What was decided.", ...html }, ...problems(400, 401, 408, 413, 415) },
});

/** A person decides without a session: the link is what lets them. */
export function decideRoutes(ctx: Context) {
  return router()
    .openapi(ask, (c) => {
      const { token } = c.req.valid("query");
      const { run_id, node_id } = linkIn(ctx, token);
      const node = findNode(ctx.db.orm, run_id, node_id);
      const asked = { token, question: node?.text ?? "", workflow: node ? nameOfRun(ctx.db.orm, run_id) : "" };
      return c.html(node?.status === "waiting" ? askingPage(asked, nonceOf(c)) : gonePage(node, nonceOf(c)), 200);
    })
    .openapi(answer, async (c) => {
      const form = await formOf(c);
      const { run_id, node_id } = linkIn(ctx, form.token);
      const { approve, comment } = form;
      try {
        decide(ctx, run_id, node_id, { approve, comment }, "link");
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        return c.html(gonePage(findNode(ctx.db.orm, run_id, node_id), nonceOf(c)), 200);
      }
      return c.html(decidedPage(approve, nonceOf(c)), 200);
    });
}

/** Throws a Fault `unauthorized` for a link that is not ours, or is too old. */
function linkIn(ctx: Context, token: string): Deciding {
  const claim = readDecisionLink(ctx, token);
  if (!claim) throw new Fault("unauthorized", "This link is not whole: copy all of it.", { code: "link_invalid" });
  if (claim.expires_at <= ctx.clock.iso())
    throw new Fault("unauthorized", `This link was good until ${claim.expires_at}.`, { code: "link_expired" });
  return claim;
}

async function formOf(c: AppContext) {
  if (!c.req.header("content-type")?.startsWith("application/x-www-form-urlencoded"))
    throw new Fault("unsupported", "Send the form of the page.");
  const late = AbortSignal.timeout(10_000);
  const bytes = await readBody(c.req.raw, MOST_BYTES, { signal: late });
  const form = new URLSearchParams(new TextDecoder().decode(bytes));
  const decision = form.get("decision");
  if (decision !== "approve" && decision !== "reject") {
    const message = "must be approve or reject";
    throw new Fault("invalid", `decision: ${message}`, { errors: [{ path: "decision", message }] });
  }
  const comment = form.get("comment")?.slice(0, 2_000) || null;
  return { token: form.get("token") ?? "", approve: decision === "approve", comment };
}

const nonceOf = (c: AppContext) => c.get("secureHeadersNonce") ?? "";
