import { z } from "@hono/zod-openapi";
import { ActionKind } from "~/outcomes/index.ts";

const instant = z.iso.datetime();

export const GithubAction = z
  .object({
    number: z.number().int().openapi({ description: "Counts from 1 in its execution." }),
    kind: ActionKind.exclude(["approve"]),
    repository: z.string().nullable(),
    status: z.enum(["pending", "done", "failed", "refused"]).openapi({
      description: "refused: it is not to be done. failed: it could not be done, and can be tried again.",
    }),
    url: z.string().nullable(),
    detail: z.string().nullable().openapi({ description: "Why it is refused, failed or waits, as a sentence." }),
    tries: z.number().int(),
    not_before: instant.nullable().openapi({ description: "While pending: it is not tried earlier." }),
    created_at: instant,
    updated_at: instant,
  })
  .openapi("GithubAction");
export type GithubAction = z.infer<typeof GithubAction>;

export const GithubSetup = z
  .object({
    kind: z.enum(["app", "token", "none"]),
    api_url: z.string(),
    login: z.string().nullable().openapi({ description: "As whom results are posted; GitHub was asked just now." }),
    app: z.object({ id: z.string(), slug: z.string(), installations: z.number().int() }).nullable(),
    missing: z
      .array(z.object({ what: z.string(), remedy: z.string() }))
      .openapi({ description: "What stands in the way. Empty: nothing does." }),
  })
  .openapi("GithubSetup");
export type GithubSetup = z.infer<typeof GithubSetup>;
