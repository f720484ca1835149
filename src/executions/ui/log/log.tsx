import { Text } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { type CSSProperties, useCallback, useEffect, useRef, useState } from "react";
import { useLive } from "~/ui/live/live.tsx";
import { isLive } from "~/ui/parts/status.tsx";
import type { Execution } from "../../model.ts";
import { linesAfter } from "../api.ts";
import "./log.css";
import { EndButton } from "./end-button.tsx";
import { useHighlight } from "./highlight.ts";
import { useLogKeys } from "./keys.ts";
import { useLineLink } from "./line-link.ts";
import { Lines } from "./lines.ts";
import { LogLine } from "./log-line.tsx";
import { useSearchIn } from "./search.ts";
import { type Looks, Toolbar } from "./toolbar.tsx";
import { useView } from "./use-view.ts";

/** The whole output: what is on screen is loaded, what comes is appended, and the end is followed until one scrolls up. */
export function Log({ execution: { id, last_seq, status } }: { execution: Execution }) {
  const lines = useLines(id, last_seq);
  const [looks, setLooks] = useLocalStorage<Looks>({
    ...{ key: "agented-log", defaultValue: { wrap: true, times: false }, getInitialValueInEffect: false },
  });
  const [box, rows, searchBox] = [
    useRef<HTMLDivElement>(null),
    useRef<HTMLDivElement>(null),
    useRef<HTMLInputElement>(null),
  ];
  const { view, first, last, offset, height } = useView(lines, looks.wrap, box, rows);
  const { count } = lines;

  const { marked, mark } = useLineLink();
  const goTo = useCallback((seq: number) => view.goTo(lines.rowOf(seq)), [view, lines]);
  useEffect(() => {
    if (marked !== undefined) void lines.known.then(() => goTo(marked));
  }, [marked, lines, goTo]);
  const search = useSearchIn(id, goTo);
  useHighlight(rows, search.text.trim());

  const [whole, setWhole] = useState<ReadonlySet<number>>(new Set());
  const show = useCallback((seq: number) => setWhole((shown) => new Set(shown).add(seq)), []);
  const follow = () => (view.following ? view.letGo() : view.goTo("end"));
  useLogKeys({
    search: () => searchBox.current?.focus(),
    next: () => search.step(1),
    previous: () => search.step(-1),
    follow,
    times: () => setLooks({ ...looks, times: !looks.times }),
    wrap: () => setLooks({ ...looks, wrap: !looks.wrap }),
    link: () => mark(marked ?? lines.seqOf(view.firstSeen(count))),
  });
  return (
    <div className="log-frame">
      <Toolbar {...{ id, count, looks, setLooks, search, searchBox }} />
      {count === 0 && <Text c="dimmed">{isLive(status) ? "No line yet." : "It printed nothing."}</Text>}
      <div
        ref={box}
        className="log"
        data-wrap={looks.wrap}
        style={{ "--log-digits": String(lines.last).length } as CSSProperties}
        onScroll={({ currentTarget }) => view.scrolled(currentTarget.scrollTop, count)}
        onWheel={({ deltaY }) => deltaY < 0 && view.following && view.letGo()}
        role="log"
        aria-live="off"
        aria-label="Output"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
      >
        <div style={{ height, position: "relative" }}>
          <div ref={rows} className="log-rows" style={{ transform: `translateY(${offset}px)` }}>
            {Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => {
              const seq = lines.seqOf(first + at);
              return (
                <LogLine
                  key={seq}
                  seq={seq}
                  line={lines.at(seq)}
                  times={looks.times}
                  marked={seq === (search.at ?? marked)}
                  whole={whole.has(seq)}
                  onLink={mark}
                  onShow={show}
                />
              );
            })}
          </div>
        </div>
      </div>
      <EndButton following={view.following} last={lines.last} live={isLive(status)} onClick={follow} />
    </div>
  );
}

/** The lines of an execution, followed while they are shown. */
function useLines(id: string, last_seq: number): Lines {
  const [lines] = useState(() => new Lines(last_seq, (after, limit) => linesAfter(id, after, limit)));
  const { follow, state } = useLive();
  useEffect(() => {
    let stop: (() => void) | undefined;
    let gone = false;
    // The page may have known of it for long: what was printed since is not all sent, but loaded when it is looked at.
    void lines.refresh().then(() => {
      if (!gone) stop = follow(id, lines.last, (fresh) => lines.append(fresh));
    });
    return () => {
      gone = true;
      stop?.();
    };
  }, [follow, id, lines]);
  // What could not be loaded while the server was away is asked for again.
  useEffect(() => {
    if (state === "live") lines.retry();
  }, [state, lines]);
  return lines;
}
