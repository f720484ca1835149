import { z } from "@hono/zod-openapi";
import { HttpUrl } from "../post.ts";
import { email } from "./email.ts";
import type { ChannelKind } from "./kind.ts";
import { slack } from "./slack.ts";
import { webhook } from "./webhook.ts";

export type { ChannelKind, Destination, Parcel, Receipt } from "./kind.ts";

const kinds = { webhook, slack, email };

type Kind = (typeof kinds)[keyof typeof kinds];
type Config = Kind["config"];
const all: readonly Kind[] = Object.values(kinds);

/** One of them by its `kind`, of what each kind says it is. */
const oneOf = <T extends z.ZodObject>(of: (kind: Kind) => T) =>
  z.discriminatedUnion("kind", all.map(of) as [T, ...T[]]);

/** A target as it is kept: without its secret. */
export const Target = oneOf<Config>(({ config }) => config).openapi("ChannelTarget");
export type Target = z.infer<Config>;

/** As it is written: with its secret, which each kind calls by its own name. */
export const TargetInput = oneOf(({ config, secret, seals_url }) =>
  z.strictObject({
    ...config.shape,
    ...(seals_url && { url: HttpUrl.optional() }),
    [secret.field]: secret.schema.optional(),
  }),
) as unknown as z.ZodType<TargetInput>;
export type TargetInput = { kind: Target["kind"] } & Record<string, unknown>;

/** As it is read: whether it has a secret, and the one that was just made. */
export const TargetOutput = oneOf(({ config, secret: { make, schema } }) =>
  z.strictObject({ ...config.shape, secret_set: z.boolean(), ...(make && { secret: schema.optional() }) }),
);

/** The kind of a target that passed `Target`: its config is the one that kind's methods take. */
export function kindOf({ kind }: { kind: Target["kind"] }): ChannelKind {
  return kinds[kind] as unknown as ChannelKind;
}
