import { listAccounts } from "~/accounts/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { listChannels } from "~/notifications/index.ts";
import { listProducts, listProjects } from "~/projects/index.ts";
import { listTriggers } from "~/triggers/index.ts";
import { ALL } from "./section.ts";

type Kind = "product" | "project" | "account" | "trigger" | "channel";

/** A document says names where the API says ids. */
export interface Names {
  /** What there is no name of keeps its id. */
  nameOf(kind: Kind, id: string): string;
  /** Throws a Fault `invalid` that names the field. */
  idOf(kind: Kind, name: string, field: string): string;
}

/** As they are when first asked for: what a section creates, the next one may name. */
export function readNames(ctx: Context): Names {
  const { orm } = ctx.db;
  const read: Record<Kind, () => { id: string; name: string }[]> = {
    product: () => listProducts(orm, ALL).products,
    project: () => listProjects(orm, ALL).projects,
    account: () => listAccounts(ctx, ALL).accounts.map(({ id, backend, name }) => ({ id, name: `${backend}/${name}` })),
    trigger: () => listTriggers(orm, ALL).triggers,
    channel: () => listChannels(orm, ALL).channels,
  };
  const known = new Map<Kind, { id: string; name: string }[]>();
  const all = (kind: Kind) => {
    const found = known.get(kind) ?? read[kind]();
    known.set(kind, found);
    return found;
  };
  return {
    nameOf: (kind, id) => all(kind).find((one) => one.id === id)?.name ?? id,
    idOf(kind, name, field) {
      const [found, other] = all(kind).filter((one) => one.name === name);
      if (found && !other) return found.id;
      const message = found ? `several ${kind}s are called ${name}: rename them` : `there is no ${kind} ${name}`;
      throw new Fault("invalid", `${field}: ${message}`, { errors: [{ path: field, message }] });
    },
  };
}
