import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ok } from "~/ui/api.ts";
import { api } from "../api.ts";
import type { Draft } from "./draft.ts";
import type { Problems } from "./problems.ts";

const PAUSE_MS = 250;
const NOTHING = { errors: [] as Problems, warnings: [] as string[] };

/** What the server finds wrong with a draft as it stands, a moment after each change. */
export function useCheck(draft: Draft) {
  const [rested] = useDebouncedValue(draft, PAUSE_MS);
  const { data = NOTHING } = useQuery({
    queryKey: ["workflow check", rested],
    queryFn: () => ok(api.check.$post({ json: rested })),
    enabled: draft.nodes.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  return data;
}

/** How many of these lie at each node, by its id. */
export function countByNode(problems: Problems, { nodes }: Draft): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { path } of problems) {
    const id = nodes[Number(/^nodes\.(\d+)/.exec(path)?.[1] ?? Number.NaN)]?.id;
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}
