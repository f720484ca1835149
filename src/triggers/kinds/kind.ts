import type { z } from "@hono/zod-openapi";

/** How to write a source: one file with one object made by `sourceKind`, and one line in `index.ts`. */
export interface SourceKind<Config extends z.ZodObject = z.ZodObject> {
  title: string;
  /** What a trigger of this source holds, with its `kind` as a literal. Secrets are kept apart. */
  config: Config;
  /** Deliveries come to it, so it has a secret unless it says otherwise. */
  receives: boolean;
  /** Does a delivery concern this trigger? With one sentence that says why or why not. */
  holds(config: z.infer<Config>, payload: unknown): { holds: boolean; why: string };
  /** The words that `{message}` stands for; undefined leaves it to the payload's usual fields. */
  message(config: z.infer<Config>, payload: unknown): string | undefined;
  /** What a person who gives no payload starts it with; without this there is none. */
  byHand?(trigger: { id: string; name: string }, at: string): unknown;
}

/** Only infers the type of a config. */
export function sourceKind<Config extends z.ZodObject>(kind: SourceKind<Config>): SourceKind<Config> {
  return kind;
}
