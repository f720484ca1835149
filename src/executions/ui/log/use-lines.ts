import { useEffect, useState, useSyncExternalStore } from "react";
import { useLive } from "~/ui/live/live.tsx";
import { linesAfter } from "../api.ts";
import { Lines } from "./lines.ts";

/** The lines of an execution, followed while they are shown. */
export function useLines(id: string, last_seq: number): Lines {
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

/** How many lines there are, at most once a frame. */
export function useCount(lines: Lines): number {
  return useSyncExternalStore(lines.subscribe, () => lines.count);
}

/** The number of the newest line. */
export function useLast(lines: Lines): number {
  return useSyncExternalStore(lines.subscribe, () => lines.last);
}
