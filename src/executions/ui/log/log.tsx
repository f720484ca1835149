import { useLocalStorage } from "@mantine/hooks";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { isLive } from "~/ui/parts/status.tsx";
import type { Execution } from "../../model.ts";
import "./log.css";
import { useKeys } from "~/ui/keys/keys.tsx";
import { EndButton } from "./end-button.tsx";
import { LOG_KEYS } from "./keys.ts";
import { useLineLink } from "./line-link.ts";
import { LogBox } from "./log-box.tsx";
import { useSearchIn } from "./search.ts";
import { type Looks, Toolbar } from "./toolbar.tsx";
import { useLines } from "./use-lines.ts";
import { View } from "./view.ts";

/** The whole output: what is on screen is loaded, what comes is appended, and the end is followed until one scrolls up. */
export function Log({ execution: { id, last_seq, status } }: { execution: Execution }) {
  const lines = useLines(id, last_seq);
  const [view] = useState(() => new View());
  const following = useSyncExternalStore(view.subscribe, () => view.following);
  const [looks, setLooks] = useLocalStorage<Looks>({
    ...{ key: "agented-log", defaultValue: { wrap: true, times: false }, getInitialValueInEffect: false },
  });

  const { marked, mark } = useLineLink();
  const goTo = useCallback((seq: number) => view.show(lines.rowOf(seq), lines.count), [view, lines]);
  useEffect(() => {
    const show = () => (marked === undefined ? view.goTo("end") : goTo(marked));
    // A frame later: before it the router puts back where the box had been scrolled to.
    void lines.known.then(() => requestAnimationFrame(show));
  }, [marked, lines, view, goTo]);
  const search = useSearchIn(id, goTo);
  const searchBox = useRef<HTMLInputElement>(null);

  const follow = () => (view.following ? view.letGo() : view.goTo("end"));
  useKeys(LOG_KEYS, {
    "/": () => searchBox.current?.focus(),
    n: () => search.step(1),
    "shift+n": () => search.step(-1),
    f: follow,
    t: () => setLooks({ ...looks, times: !looks.times }),
    w: () => setLooks({ ...looks, wrap: !looks.wrap }),
    l: () => mark(marked ?? lines.seqOf(view.firstSeen(lines.count))),
  });
  const live = isLive(status);
  return (
    <div className="log-frame">
      <Toolbar {...{ id, lines, live, looks, setLooks, search, searchBox }} />
      <LogBox {...{ lines, view, looks }} marked={search.at ?? marked} found={search.text.trim()} onLink={mark} />
      <EndButton {...{ lines, following, live }} onClick={follow} />
    </div>
  );
}
