import { type CSSProperties, type RefObject, useCallback, useRef, useState } from "react";
import { useHighlight } from "./highlight.ts";
import type { Lines } from "./lines.ts";
import { LogLine } from "./log-line.tsx";
import type { Looks } from "./toolbar.tsx";
import { useView } from "./use-view.ts";
import type { View } from "./view.ts";

interface LogBoxProps {
  lines: Lines;
  view: View;
  looks: Looks;
  marked: number | undefined;
  /** Text that is marked wherever it is drawn. */
  found: string;
  onLink: (seq: number) => void;
}

/** The rows of a log that are seen. All that a scroll has drawn anew is here. */
export function LogBox({ lines, view, looks, marked, found, onLink }: LogBoxProps) {
  const [box, rows] = [useRef<HTMLDivElement>(null), useRef<HTMLDivElement>(null)];
  const { measure, first, last, offset, height } = useView(lines, view, looks.wrap, box);
  useHighlight(rows, found);
  const [whole, setWhole] = useState<ReadonlySet<number>>(new Set());
  const show = useCallback((seq: number) => setWhole((shown) => new Set(shown).add(seq)), []);
  return (
    <div
      ref={box}
      className="log"
      data-wrap={looks.wrap}
      style={{ "--log-digits": String(lines.last).length } as CSSProperties}
      onScroll={({ currentTarget }) => view.scrolled(currentTarget.scrollTop, lines.count)}
      onWheel={({ deltaY }) => deltaY < 0 && view.following && view.letGo()}
      role="log"
      aria-live="off"
      aria-label="Output"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
    >
      <div style={{ height, position: "relative" }}>
        <div
          key={view.generation}
          ref={rows as RefObject<HTMLDivElement>}
          className="log-rows"
          style={{ transform: `translateY(${offset}px)` }}
        >
          {Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => lines.seqOf(first + at)).map((seq) => (
            <LogLine
              key={seq}
              ref={measure}
              seq={seq}
              line={lines.at(seq)}
              times={looks.times}
              marked={seq === marked}
              whole={whole.has(seq)}
              onLink={onLink}
              onShow={show}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
