import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, jsonBody, problems, router } from "~/http/router.ts";
import { Fault } from "~/kit/fault.ts";
import { mintStreamToken } from "./stream-token.ts";

const StreamToken = z
  .object({
    token: z.string(),
    expires_at: z.iso.datetime(),
    url: z.string().openapi({ description: "Relative: the path with the token." }),
  })
  .openapi("StreamToken");

/** `streamPaths` are the streams a token may be minted for. */
export function keyRoutes(ctx: Context, streamPaths: readonly RegExp[]) {
  const path = z
    .string()
    .refine((value) => streamPaths.some((stream) => stream.test(value)), "must be the path of a stream of this server");
  return router().openapi(
    createRoute({
      method: "post",
      path: "/stream-tokens",
      "x-scope": "read",
      tags: ["streams"],
      summary: "Mint a token that opens one stream for a minute",
      request: { body: jsonBody(z.strictObject({ path })) },
      responses: { 201: json("The token.", StreamToken), ...problems(400, 401, 413, 415) },
    }),
    (c) => {
      const { actor } = c.get("scope");
      if (!actor) throw new Fault("unauthorized", "A key is needed.");
      return c.json(mintStreamToken(ctx, c.req.valid("json").path, actor), 201);
    },
  );
}
