import { z } from "@hono/zod-openapi";
import { idParam } from "~/kit/ids.ts";
import { Name } from "~/kit/name.ts";
import { TargetInput, TargetOutput } from "./kinds/index.ts";

const enabled = z.boolean();

export const ChannelInput = z
  .strictObject({ name: Name, target: TargetInput, enabled: enabled.default(true) })
  .openapi("ChannelInput");
export type ChannelInput = z.infer<typeof ChannelInput>;

export const ChannelPatch = z
  .strictObject({ name: Name, target: TargetInput, enabled })
  .partial()
  .openapi("ChannelPatch");
export type ChannelPatch = z.infer<typeof ChannelPatch>;

export const Channel = z
  .object({
    id: idParam("channel"),
    name: Name,
    target: TargetOutput,
    enabled,
    disabled_reason: z.string().nullable().openapi({ description: "Why the server disabled it." }),
    rotated_at: z.iso.datetime().nullable().openapi({ description: "For a day the secret before signs too." }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("Channel");
export type Channel = z.infer<typeof Channel>;

/** How a test message fared. */
export const TestResult = z
  .object({
    sent: z.boolean(),
    status_code: z.number().int().nullable(),
    detail: z.string(),
    duration_ms: z.number().int(),
  })
  .openapi("ChannelTestResult");
