import { useEffect, useState, useSyncExternalStore } from "react";
import { useLive } from "~/ui/live/live.tsx";
import { transcriptPage } from "./api.ts";
import { Events } from "./events.ts";

/** The transcript of an execution, which grows while its lines come. */
export function useEvents({ id, last_seq }: { id: string; last_seq: number }): Events {
  const [events] = useState(() => new Events((after) => transcriptPage(id, after)));
  useSyncExternalStore(events.subscribe, () => events.version);
  const { follow } = useLive();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what comes after the first look is told by the stream
  useEffect(() => {
    void events.read();
    return follow(id, last_seq, events.ring);
  }, [events, follow, id]);
  return events;
}
