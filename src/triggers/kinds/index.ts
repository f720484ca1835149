import { z } from "@hono/zod-openapi";
import { completion } from "./completion.ts";
import { github } from "./github.ts";
import type { SourceKind } from "./kind.ts";
import { manual } from "./manual.ts";
import { schedule } from "./schedule.ts";
import { webhook } from "./webhook.ts";

export const sources = { manual, webhook, github, schedule, completion };

export const Source = z
  .discriminatedUnion("kind", [manual.config, webhook.config, github.config, schedule.config, completion.config])
  .openapi("Source");
export type Source = z.infer<typeof Source>;

/** The kind of a source that passed `Source`: its config is the one that kind's methods take. */
export function sourceOf(source: Source): SourceKind {
  return sources[source.kind] as SourceKind;
}
