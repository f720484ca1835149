import { useKeys } from "./keys.tsx";
import { LIST_KEYS } from "./table.ts";

/** Walks the rows of the page's tables, whichever they are: `DataTable` makes them. */
export function useRowKeys(): void {
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
    // A switch selects nothing: it turns what the row is about on or off.
    x: () => press(current(), "input[type=checkbox]:not([role=switch])"),
  });
}

/** Those that are shown: others cannot be walked to. */
const rows = () =>
  [...document.querySelectorAll<HTMLElement>("#main tbody > tr[tabindex]")].filter((row) => row.checkVisibility());

const current = () => rows().find((row) => row.contains(document.activeElement));

function step(by: number) {
  const all = rows();
  const now = current();
  const next = all[now ? all.indexOf(now) + by : 0];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return all.length > 0;
}

function press(row: HTMLElement | undefined, ...what: string[]) {
  const [found] = what.flatMap((one) => row?.querySelector<HTMLElement>(one) ?? []);
  found?.click();
  return found !== undefined;
}
