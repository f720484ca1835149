import { isDeepStrictEqual } from "node:util";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import type { Configuration, ConfigurationChange, Difference } from "./model.ts";
import { located } from "./path.ts";
import { secretIn } from "./secret-env.ts";
import type { Standing } from "./section.ts";
import { NAMES, type SectionName, sectionOf } from "./sections/index.ts";
import { standing } from "./standing.ts";

type Item = Record<string, unknown>;

/** One thing to do, and where the document asks for it. */
export interface Step extends ConfigurationChange {
  at: string;
  id?: string;
  item: Item;
  changed: Item;
  secret: string | undefined;
}

export interface Plan {
  steps: Step[];
  unchanged: number;
}

/** What is to be done so that the server is as the document says: what is written first, then what is deleted. */
export function planFor(ctx: Context, document: Configuration, prune: boolean): Plan {
  const plans = NAMES.filter((name) => document[name] !== undefined).map((name) => {
    const there = standing(ctx, name);
    const wanted = wantedOf(document, name);
    const steps = inOrder(name, wanted).map(([called, { item, at }]) =>
      stepFor(ctx, { section: name, name: called, item, at }, there),
    );
    const gone = prune ? [...there].filter(([called, { fixed }]) => !wanted.has(called) && !fixed) : [];
    return { steps, gone: gone.map(([called, { id, item }]) => deletion(name, called, id, item)) };
  });
  const written = plans.flatMap(({ steps }) => steps);
  const done = written.flatMap((step) => step ?? []);
  // What names others goes before them.
  const deleted = plans.toReversed().flatMap(({ gone }) => gone);
  return { steps: [...done, ...deleted], unchanged: written.length - done.length };
}

function wantedOf(document: Configuration, name: SectionName) {
  const section = sectionOf(name);
  const given = (section.single ? [document[name]] : document[name]) as Item[];
  const wanted = new Map<string, { item: Item; at: string }>();
  given.forEach((item, index) => {
    const at = section.single ? name : `${name}[${index}]`;
    const called = section.nameOf(item);
    const other = wanted.get(called);
    if (other) {
      const message = `is the name of ${other.at} too`;
      throw new Fault("invalid", `${at}.name: ${message}`, { errors: [{ path: `${at}.name`, message }] });
    }
    wanted.set(called, { item, at });
  });
  return wanted;
}

/** As the document has them, but for what names others of its section: those stand before it. */
function inOrder(name: SectionName, wanted: ReturnType<typeof wantedOf>) {
  const { after } = sectionOf(name);
  const sorted = new Map<string, { item: Item; at: string }>();
  const open = new Set<string>();
  const add = (called: string) => {
    const one = wanted.get(called);
    // A cycle is for the verb to refuse.
    if (!one || sorted.has(called) || open.has(called)) return;
    open.add(called);
    for (const before of after?.(one.item) ?? []) add(before);
    sorted.set(called, one);
  };
  for (const called of wanted.keys()) add(called);
  return [...sorted];
}

type Asked = Pick<Step, "section" | "name" | "item" | "at">;

/** Undefined where nothing differs. */
function stepFor(ctx: Context, asked: Asked, there: Map<string, Standing<Item>>): Step | undefined {
  const { leave, secretOf, item: schema } = sectionOf(asked.section);
  const before = there.get(asked.name);
  const secret = located(asked.at, {}, () => secretFor(ctx, asked));
  if (!before) return { ...asked, action: "create", changed: asked.item, differences: [], secret };
  const item = leave ? leave(asked.item, before.item, ctx, before.id) : asked.item;
  const isNew = secret !== undefined && secretOf?.(ctx, before.id) !== secret;
  const fields = Object.keys(schema.shape).filter((name) =>
    name === "secret_env" ? isNew : !isDeepStrictEqual(before.item[name], item[name]),
  );
  if (fields.length === 0) return undefined;
  const changed = Object.fromEntries(fields.map((name) => [name, item[name]]));
  const differences = fields.flatMap((name) => differencesOf(name, before.item[name], item[name]));
  return { ...asked, item, action: "update", id: before.id, changed, differences, secret };
}

function secretFor(ctx: Context, { section, item }: Asked): string | undefined {
  const schema = item.secret_env === undefined ? undefined : sectionOf(section).secretSchema?.(item);
  return schema && secretIn(ctx, item.secret_env as string, schema);
}

function deletion(section: SectionName, name: string, id: string, item: Item): Step {
  return { section, name, id, item, action: "delete", at: section, changed: {}, differences: [], secret: undefined };
}

/** Objects are compared field by field, lists whole. */
function differencesOf(path: string, before: unknown, after: unknown): Difference[] {
  if (!isRecord(before) || !isRecord(after)) return [{ path, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differing = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  return differing.flatMap((name) => differencesOf(`${path}.${name}`, before[name], after[name]));
}

function isRecord(value: unknown): value is Item {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
