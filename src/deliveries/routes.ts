import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { githubReceiver } from "./github-receiver.ts";
import { Receipt } from "./model.ts";
import { receiver } from "./receiver.ts";
import { openThrottle } from "./throttle.ts";
import type { Seams } from "./writers.ts";

const MIB = 1024 * 1024;

const Challenge = z.object({ challenge: z.string() }).openapi("Challenge");
const tags = ["deliveries"];
const request = {
  body: {
    required: true,
    description: "JSON, signed: `X-Webhook-Signature-256: sha256=<hex HMAC>` or Standard Webhooks headers.",
    content: { "*/*": { schema: z.unknown() } },
  },
};
const responses = {
  200: json("The answer to a `url_verification`.", Challenge),
  202: json("The delivery is stored and what it starts is queued.", Receipt),
  ...problems(400, 401, 403, 408, 413, 415, 429, 503),
};

const any = createRoute({
  method: "post",
  path: "/",
  tags,
  security: [],
  summary: "Receive a delivery for every webhook trigger whose secret signed it (1 MiB)",
  request,
  responses,
});

const one = createRoute({
  method: "post",
  path: "/api/webhooks/{trigger_id}",
  tags,
  security: [],
  summary: "Receive a delivery for one trigger (10 MiB)",
  request: { ...request, params: z.object({ trigger_id: idParam("trigger") }) },
  responses,
});

const fromGithub = (path: "/api/webhooks/github" | "/api/webhooks/github/") =>
  createRoute({
    method: "post",
    path,
    tags,
    security: [],
    summary: "Receive what GitHub tells, for every GitHub trigger (25 MiB)",
    request: {
      body: {
        required: true,
        description: "JSON, signed with GITHUB_WEBHOOK_SECRET: `X-Hub-Signature-256: sha256=<hex HMAC>`.",
        content: { "*/*": { schema: z.unknown() } },
      },
    },
    responses: { 202: responses[202], ...problems(400, 401, 403, 408, 413, 415, 429, 503) },
  });

export function deliveryRoutes(ctx: Context, seams: Seams = {}) {
  const throttle = openThrottle(ctx);
  const take = receiver(ctx, throttle);
  const takeGithub = githubReceiver(ctx, throttle, seams);
  return router()
    .openapi(fromGithub("/api/webhooks/github"), async (c) => c.json(await takeGithub(c), 202))
    .openapi(fromGithub("/api/webhooks/github/"), async (c) => c.json(await takeGithub(c), 202))
    .openapi(any, async (c) => {
      const taken = await take(c, MIB);
      return "challenge" in taken ? c.json(taken, 200) : c.json(taken, 202);
    })
    .openapi(one, async (c) => {
      const taken = await take(c, 10 * MIB, c.req.valid("param").trigger_id);
      return "challenge" in taken ? c.json(taken, 200) : c.json(taken, 202);
    });
}
