import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { clientAddress, isForwarded, overTls, peerOf } from "~/http/address.ts";
import { json, problems, router } from "~/http/router.ts";

const Connection = z
  .object({
    address: z.string().openapi({ description: "Whom the server takes for the client." }),
    peer: z.string().openapi({ description: "Who has connected: the client, or the last proxy." }),
    forwarded: z.boolean().openapi({ description: "A proxy's headers came along." }),
    trusted: z.boolean().openapi({ description: "TRUST_PROXY names the peer." }),
    over_tls: z.boolean(),
  })
  .openapi("Connection");

/** What the server makes of the way a request came: where a proxy is set up wrong, it shows here. */
export function connectionRoutes({ config: { TRUST_PROXY } }: Context) {
  return router().openapi(
    createRoute({
      method: "get",
      path: "/",
      tags: ["health"],
      "x-scope": "read",
      summary: "How did this request come here?",
      responses: { 200: json("As the server sees it.", Connection), ...problems(401) },
    }),
    (c) => {
      const peer = peerOf(c);
      const seen = { address: clientAddress(c, TRUST_PROXY), peer, forwarded: isForwarded(c) };
      return c.json({ ...seen, trusted: TRUST_PROXY.includes(peer), over_tls: overTls(c, TRUST_PROXY) }, 200);
    },
  );
}
