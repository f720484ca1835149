import { type RefObject, useCallback, useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react";
import type { Lines } from "./lines.ts";
import type { View } from "./view.ts";

/** The part of a log that is seen in a box, whose rows are drawn one after the other, each with the ref `measure`. */
export function useView(lines: Lines, view: View, wrap: boolean, box: RefObject<HTMLElement | null>) {
  useSyncExternalStore(lines.subscribe, () => lines.version);
  useSyncExternalStore(view.subscribe, () => view.version);
  const slice = view.slice(lines.count);

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are as high as before until they wrap otherwise
  useLayoutEffect(() => view.rewrapped(), [view, wrap]);
  useLayoutEffect(() => {
    if (box.current) view.place(box.current, lines.count);
  });
  useLayoutEffect(() => {
    const { current } = box;
    if (!current) return;
    const watch = new ResizeObserver(() => view.resized(current.clientWidth, current.clientHeight));
    watch.observe(current);
    return () => watch.disconnect();
  }, [view, box]);
  useEffect(() => lines.want(slice.first, slice.last));

  return { measure: useMeasure(view, lines), ...slice };
}

/** How high rows are is heard of when the browser has laid them out anyway: asking would have it do so once more. */
function useMeasure(view: View, lines: Lines) {
  const [watch] = useState(
    () =>
      new ResizeObserver((seen) => {
        const rows = seen.map(({ target, borderBoxSize }) => {
          const seq = Number((target as HTMLElement).dataset.seq);
          return [lines.rowOf(seq), Math.round(borderBoxSize[0]?.blockSize ?? 0)] as const;
        });
        view.measured(
          rows.filter(([, px]) => px > 0),
          lines.count,
        );
      }),
  );
  useEffect(() => () => watch.disconnect(), [watch]);
  return useCallback(
    (row: HTMLElement | null) => {
      if (!row) return;
      watch.observe(row);
      return () => watch.unobserve(row);
    },
    [watch],
  );
}
