import { randomBytes } from "node:crypto";
import { z } from "@hono/zod-openapi";
import { signStandard } from "~/deliveries/index.ts";
import { HttpUrl, placeOf, post } from "../post.ts";
import { channelKind } from "./kind.ts";

/** A signed request to whatever takes Standard Webhooks. */
export const webhook = channelKind({
  title: "Webhook",
  config: z
    .strictObject({
      kind: z.literal("webhook"),
      url: HttpUrl.openapi({
        description: "Its path and query are write-only: some receivers have their secret there.",
      }),
    })
    .openapi("WebhookTarget"),
  seals_url: true,
  secret: {
    field: "secret",
    schema: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/, "must be whsec_ and 24 to 64 bytes in base64")
      .openapi({ description: "Write-only. Not given: one is made and shown in this answer alone." }),
    required: true,
    make: () => `whsec_${randomBytes(32).toString("base64")}`,
  },
  destination: ({ url }) => placeOf(url, "target.url"),
  send({ id, message, config, secrets, address, now, signal }) {
    const { type, at, ...data } = message;
    const body = Buffer.from(JSON.stringify({ type, timestamp: at, data }));
    const timestamp = Math.floor(now / 1_000);
    const headers = {
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": secrets.map((secret) => signStandard(secret, id, timestamp, body)).join(" "),
    };
    return post(config.url, { headers, body, address, now, signal });
  },
});
