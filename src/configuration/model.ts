import { z } from "@hono/zod-openapi";
import { NAMES, sections } from "./sections/index.ts";

const list = <Item extends z.ZodType>({ item }: { item: Item }) => z.array(item).max(10_000).optional();

/** All that a person configures, in the words of people: names, and no id and no secret. */
export const Configuration = z
  .strictObject({
    version: z.literal(1),
    products: list(sections.products),
    projects: list(sections.projects),
    accounts: list(sections.accounts),
    default_chain: sections.default_chain.item.optional(),
    snippets: list(sections.snippets),
    channels: list(sections.channels),
    workflows: list(sections.workflows),
    triggers: list(sections.triggers),
    budgets: list(sections.budgets),
    notification_rules: list(sections.notification_rules),
    prices: list(sections.prices),
  })
  .openapi("Configuration", {
    description:
      "A section that is left out is left alone; so is, unless `prune` is asked for, what a section does not name.",
  });
export type Configuration = z.infer<typeof Configuration>;

const Name = z.enum(NAMES as [(typeof NAMES)[number], ...typeof NAMES]);

const Difference = z.object({
  path: z.string(),
  before: z.unknown().openapi({ description: "Left out where there was nothing." }),
  after: z.unknown(),
});
export type Difference = z.infer<typeof Difference>;

export const ConfigurationChange = z
  .object({
    section: Name,
    name: z.string(),
    action: z.enum(["create", "update", "delete"]),
    differences: z.array(Difference).openapi({ description: "Of an update." }),
  })
  .openapi("ConfigurationChange");
export type ConfigurationChange = z.infer<typeof ConfigurationChange>;

export const ApplyInput = z
  .strictObject({
    document: z.record(z.string(), z.unknown()).openapi({
      description: "As `GET /admin/config` answers it. Its JSON Schema is at `/openapi/config.schema.json`.",
    }),
    dry_run: z.boolean().default(false).openapi({ description: "Do all of it, and take it back." }),
    prune: z.boolean().default(false).openapi({ description: "Delete what the sections that are there do not name." }),
  })
  .openapi("ConfigurationApplyInput");
export type ApplyInput = z.infer<typeof ApplyInput>;

export const Applied = z
  .object({
    dry_run: z.boolean(),
    changes: z.array(ConfigurationChange),
    unchanged: z.number().int(),
    secrets: z
      .array(z.object({ section: Name, name: z.string(), secret: z.string() }))
      .openapi({ description: "Secrets that were made, shown in this answer alone." }),
  })
  .openapi("ConfigurationApplied");
export type Applied = z.infer<typeof Applied>;
