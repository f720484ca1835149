import type { RefObject } from "react";
import { useKeys } from "./keys.tsx";
import { LIST_KEYS } from "./table.ts";

/** Walks the rows of a table (`tr` with `tabIndex={-1}`): each is opened by its link with `data-opens`, else its first one, selected by its checkbox. */
export function useRowKeys(table: RefObject<HTMLElement | null>): void {
  const rows = () => [...(table.current?.querySelectorAll<HTMLElement>("tbody > tr") ?? [])];
  const current = () => rows().find((row) => row.contains(document.activeElement));
  const step = (by: number) => {
    const all = rows();
    const now = current();
    const next = all[now ? all.indexOf(now) + by : 0];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const press = (row: HTMLElement | undefined, ...what: string[]) => {
    const [found] = what.flatMap((one) => row?.querySelector<HTMLElement>(one) ?? []);
    if (!found) return false;
    found.click();
  };
  useKeys(LIST_KEYS, {
    j: () => step(1),
    k: () => step(-1),
    // Enter on a link or a button of the row is their own.
    enter: () =>
      press(
        rows().find((row) => row === document.activeElement),
        "a[data-opens]",
        "a",
      ),
    x: () => press(current(), "input[type=checkbox]"),
  });
}
