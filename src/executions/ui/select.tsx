import { Checkbox } from "@mantine/core";
import type { ExecutionSummary } from "../model.ts";
import type { Picked } from "./bulk.ts";

export interface Selection {
  picked: Picked;
  setPicked(picked: Picked): void;
}

/** Of the rows that are here. */
export function SelectAll({
  rows,
  selection: { picked, setPicked },
}: {
  rows: ExecutionSummary[];
  selection: Selection;
}) {
  const count = picked === "all" ? rows.length : rows.filter(({ id }) => picked.has(id)).length;
  const all = count === rows.length;
  return (
    <Checkbox
      size="xs"
      aria-label="Select all rows"
      checked={all}
      indeterminate={count > 0 && !all}
      onChange={() => setPicked(new Set(all ? [] : rows.map(({ id }) => id)))}
    />
  );
}

export function SelectOne({ id, selection: { picked, setPicked } }: { id: string; selection: Selection }) {
  const checked = picked === "all" || picked.has(id);
  const toggle = () => {
    const others = new Set(picked === "all" ? [] : picked);
    setPicked(others.delete(id) ? others : others.add(id));
  };
  return (
    <Checkbox size="xs" aria-label={`Select ${id}`} checked={checked} disabled={picked === "all"} onChange={toggle} />
  );
}
