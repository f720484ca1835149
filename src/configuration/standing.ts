import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { readNames } from "./names.ts";
import type { Standing } from "./section.ts";
import { type SectionName, sectionOf } from "./sections/index.ts";

type Item = Record<string, unknown>;

/** What there is of a section, by name. Throws a Fault `conflict` where a name is no answer to which one is meant. */
export function standing(ctx: Context, name: SectionName): Map<string, Standing<Item>> {
  const { read, nameOf } = sectionOf(name);
  const found = new Map<string, Standing<Item>>();
  for (const one of read(ctx, readNames(ctx))) {
    const called = nameOf(one.item);
    const other = found.get(called);
    if (other)
      throw new Fault("conflict", `${name}: ${other.id} and ${one.id} are both called ${called}: rename one of them.`, {
        code: "name_ambiguous",
      });
    found.set(called, one);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
