import { z } from "@hono/zod-openapi";
import { Filter, holds } from "../filter.ts";
import { filterWords } from "../filter-words.ts";
import { keywordHolds } from "../keyword.ts";
import { FieldPath } from "../path.ts";
import { textOf } from "../values.ts";
import { show } from "../why.ts";
import { sourceKind } from "./kind.ts";

const NO_PATH =
  "source.keyword: it is looked for in the payload's `message`, `text` or `body`; a payload without them starts nothing. " +
  "Say by `text_path` where else the text lies.";

/** A signed request with a JSON body. */
export const webhook = sourceKind({
  title: "Webhook",
  config: z
    .strictObject({
      kind: z.literal("webhook"),
      unsigned: z
        .boolean()
        .default(false)
        .openapi({ description: "Takes deliveries nobody signed: only on a loopback address with no proxy." }),
      filter: Filter.optional(),
      text_path: FieldPath.optional().openapi({ description: "Where the text lies that `{message}` stands for." }),
      keyword: z.string().min(1).max(200).optional().openapi({ description: "The text must hold it, in any case." }),
      tolerance_secs: z.number().int().min(1).max(86_400).optional().openapi({
        description: "How far a Standard Webhooks timestamp may be from this server's clock. Unset: 300.",
      }),
      max_per_minute: z.number().int().min(1).max(100_000).optional().openapi({
        description: "More deliveries than this are answered 429, and none of them is taken.",
      }),
    })
    .openapi("WebhookSource"),
  receives: true,
  words({ unsigned, filter, text_path, keyword }) {
    const conditions = [
      ...(filter ? [filterWords(filter)] : []),
      ...(keyword === undefined ? [] : [`${text_path ? `\`${text_path}\`` : "the text"} contains ${show(keyword)}`]),
    ];
    const what = unsigned ? "A delivery that nobody need sign" : "A signed delivery";
    return `${what}${conditions.length > 0 ? `, when ${conditions.join(" and ")}` : ""}.`;
  },
  holds(config, { payload }) {
    const filtered = config.filter ? holds(config.filter, payload) : { holds: true, why: "it has no filter" };
    if (!filtered.holds || config.keyword === undefined) return filtered;
    return keywordHolds(config.keyword, payload, config.text_path);
  },
  message: ({ text_path }, { payload }) => (text_path === undefined ? undefined : textOf(payload, text_path)),
  warnings: ({ keyword, text_path }) => (keyword !== undefined && text_path === undefined ? [NO_PATH] : []),
  sample: () => ({ payload: { message: "A test of this trigger." } }),
});
