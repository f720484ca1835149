import { findDefaultChain, writeDefaultChain } from "~/accounts/index.ts";
import { NamedDefaultChain, named, withIds } from "../chain.ts";
import { itemOf, section } from "../section.ts";

export const default_chain = section({
  item: NamedDefaultChain,
  single: true,
  nameOf: () => "default",
  read(ctx, names) {
    const chain = findDefaultChain(ctx);
    return chain ? [{ id: "default", item: itemOf(NamedDefaultChain, named(chain, names)) }] : [];
  },
  create: (ctx, { item, names }) => void writeDefaultChain(ctx, withIds(item, names, "")),
  update: (ctx, { item, names }) => void writeDefaultChain(ctx, withIds(item, names, "")),
});
