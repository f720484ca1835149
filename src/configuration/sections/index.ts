import type { Section } from "../section.ts";
import { accounts } from "./accounts.ts";
import { budgets } from "./budgets.ts";
import { channels } from "./channels.ts";
import { default_chain } from "./default-chain.ts";
import { notification_rules } from "./notification-rules.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { projects } from "./projects.ts";
import { snippets } from "./snippets.ts";
import { triggers } from "./triggers.ts";
import { workflows } from "./workflows.ts";

/** In the order in which they are written: each names only what stands above it. */
export const sections = {
  products,
  projects,
  accounts,
  default_chain,
  snippets,
  channels,
  workflows,
  triggers,
  budgets,
  notification_rules,
  prices,
};

export type SectionName = keyof typeof sections;

/** By its name; its items are the ones that its own schema lets through. */
export function sectionOf(name: SectionName): Section {
  return sections[name] as unknown as Section;
}

export const NAMES = Object.keys(sections) as SectionName[];
