import { isDeepStrictEqual } from "node:util";
import type { Context } from "~/context.ts";
import type { Configuration } from "./model.ts";
import type { Section } from "./section.ts";
import { NAMES, sectionOf } from "./sections/index.ts";
import { standing } from "./standing.ts";

/** The whole configuration in a stable order, by name; what a default says is left out. Throws a Fault `conflict`. */
export function exportConfiguration(ctx: Context): Configuration {
  const found = NAMES.map((name) => {
    const section = sectionOf(name);
    const items = [...standing(ctx, name).values()].map(({ item }) => {
      const short = terse(section, item);
      return section.shorten?.(short) ?? short;
    });
    return [name, section.single ? items[0] : items];
  });
  return { version: 1, ...Object.fromEntries(found.filter(([, items]) => items !== undefined)) };
}

function terse({ item: { shape } }: Section, item: Record<string, unknown>) {
  const said = Object.keys(shape).filter((name) => {
    const standard = shape[name]?.safeParse(undefined);
    return item[name] !== undefined && !(standard?.success && isDeepStrictEqual(standard.data, item[name]));
  });
  return Object.fromEntries(said.map((name) => [name, item[name]]));
}
