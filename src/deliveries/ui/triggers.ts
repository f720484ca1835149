import { useQuery } from "@tanstack/react-query";
import { triggerNames } from "~/triggers/ui/api.ts";
import type { Delivery } from "../model.ts";
import { decisiveFirst } from "./words.ts";

/** The triggers to choose from for a delivery: those it started first, then those it was held against. */
export function useTriggers({ verdicts }: Delivery): { value: string; label: string }[] {
  const { data: names = {} } = useQuery(triggerNames);
  const held = decisiveFirst(verdicts)
    .map(({ trigger_id }) => trigger_id)
    .filter((id) => id in names);
  const ids = new Set([...held, ...Object.keys(names)]);
  return [...ids].map((value) => ({ value, label: names[value] ?? value }));
}
