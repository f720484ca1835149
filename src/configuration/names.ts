import { listAccounts } from "~/accounts/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { listChannels } from "~/notifications/index.ts";
import { listProducts, listProjects } from "~/projects/index.ts";
import { listTriggers } from "~/triggers/index.ts";
import { listWorkflows } from "~/workflows/index.ts";
import { ALL } from "./section.ts";

export type Kind = "product" | "project" | "account" | "trigger" | "channel" | "workflow";

/** A document says names where the API says ids. */
export interface Names {
  /** What there is no name of keeps its id. */
  nameOf(kind: Kind, id: string): string;
  /** Throws a Fault `invalid` that names the field. */
  idOf(kind: Kind, name: string, field: string): string;
  /** They are read anew when they are next asked for: one of them was written. */
  forget(kind: Kind): void;
}

/** As they are when first asked for. */
export function readNames(ctx: Context): Names {
  const { orm } = ctx.db;
  const read: Record<Kind, () => { id: string; name: string }[]> = {
    product: () => listProducts(orm, ALL).products,
    project: () => listProjects(ctx, ALL).projects,
    account: () => listAccounts(ctx, ALL).accounts.map(({ id, backend, name }) => ({ id, name: `${backend}/${name}` })),
    trigger: () => listTriggers(orm, ALL).triggers,
    workflow: () => listWorkflows(orm, ALL).workflows,
    channel: () => listChannels(orm, ALL).channels,
  };
  const known = new Map<Kind, Known>();
  const all = (kind: Kind) => {
    const found = known.get(kind) ?? knownOf(read[kind]());
    known.set(kind, found);
    return found;
  };
  return {
    nameOf: (kind, id) => all(kind).names.get(id) ?? id,
    idOf(kind, name, field) {
      const [found, other] = all(kind).ids.get(name) ?? [];
      if (found && !other) return found;
      const message = found ? `several ${kind}s are called ${name}: rename them` : `there is no ${kind} ${name}`;
      throw new Fault("invalid", `${field}: ${message}`, { errors: [{ path: field, message }] });
    },
    forget: (kind) => void known.delete(kind),
  };
}

interface Known {
  names: Map<string, string>;
  /** By name: of some there are several. */
  ids: Map<string, string[]>;
}

function knownOf(all: { id: string; name: string }[]): Known {
  const names = new Map(all.map(({ id, name }) => [id, name]));
  const ids = Map.groupBy([...names.keys()], (id) => names.get(id) ?? id);
  return { names, ids };
}
