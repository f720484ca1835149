import { type RefObject, useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react";
import type { Lines } from "./lines.ts";
import { View } from "./view.ts";

/** The part of a log that is seen in a box: its rows are drawn one after the other into `rows`. */
export function useView(
  lines: Lines,
  wrap: boolean,
  box: RefObject<HTMLElement | null>,
  rows: RefObject<HTMLElement | null>,
) {
  const [view] = useState(() => new View());
  useSyncExternalStore(lines.subscribe, () => lines.version);
  useSyncExternalStore(view.subscribe, () => view.version);
  const slice = view.slice(lines.count);

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are as high as before until they wrap otherwise
  useLayoutEffect(() => view.rewrapped(), [view, wrap]);
  useLayoutEffect(() => {
    const drawn = rows.current?.children ?? [];
    if (wrap) view.measured(slice.first, Array.from(drawn, heightOf), lines.count);
    place(view, box.current, lines.count);
  });
  useEffect(() => {
    const { current } = box;
    if (!current) return;
    const watch = new ResizeObserver(() => view.resized(current.clientWidth, current.clientHeight));
    watch.observe(current);
    return () => watch.disconnect();
  }, [view, box]);
  useEffect(() => lines.want(slice.first, slice.last));

  return { view, ...slice };
}

function heightOf(row: Element): number {
  return row instanceof HTMLElement ? row.offsetHeight : 0;
}

function place(view: View, box: HTMLElement | null, count: number): void {
  if (!box) return;
  const top = view.topOf(count);
  if (Math.abs(box.scrollTop - top) > 1) box.scrollTop = top;
  view.placed(box.scrollTop);
}
