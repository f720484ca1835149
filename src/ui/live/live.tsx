import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { Line } from "~/executions/index.ts";
import { metaOf } from "../meta.ts";
import { Link, type LinkState, type News } from "./link.ts";
import type { Said } from "./worker.ts";

type Listener = (lines: Line[]) => void;

export interface Live {
  state: LinkState;
  /** Hears the lines after `after` of an execution as they come, each once, until the answer is called. */
  follow(id: string, after: number, hear: Listener): () => void;
  retry(): void;
}

const LiveContext = createContext<Live | undefined>(undefined);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive is used outside LiveProvider");
  return live;
}

/** The stream that all tabs share; where a browser has no shared worker, one of this tab's own. */
function connect(hear: (news: News) => void): (said: Said) => void {
  const script = metaOf("live-worker");
  if (script && "SharedWorker" in window) {
    const { port } = new SharedWorker(script, { type: "module", name: "agented live" });
    port.addEventListener("message", ({ data }: MessageEvent<News>) => hear(data));
    port.start();
    return (said) => port.postMessage(said);
  }
  const link = new Link(hear);
  return (said) => {
    if (said.kind === "join" && !link.join(said.since)) hear({ kind: "reset" });
    if (said.kind === "follow") link.follow(new Map(said.logs));
    if (said.kind === "retry") link.retry();
  };
}

/** Everything on screen is asked for again when the server says that it changed; at most this often. */
const REFRESH_MS = 250;

export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [state, setState] = useState<LinkState>("opening");
  const hub = useMemo(() => {
    const changed = new Set<string>();
    let due = false;
    const refresh = () => {
      due = false;
      for (const topic of changed) void queries.invalidateQueries({ queryKey: [topic] });
      changed.clear();
    };
    return openHub(setState, (topics) => {
      if (!topics) return void queries.invalidateQueries();
      for (const topic of topics) changed.add(topic);
      if (due) return;
      due = true;
      setTimeout(refresh, REFRESH_MS);
    });
  }, [queries]);
  useEffect(() => hub.start(), [hub]);
  const live = useMemo(() => ({ ...hub, state }), [hub, state]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

function openHub(setState: (state: LinkState) => void, refresh: (topics?: string[]) => void) {
  const open = new Map<string, { after: number; hear: Listener }>();
  let lost = false;
  const say = connect((news) => {
    if (news.kind === "state") {
      // What changed while there was no stream is told by the next one; what failed meanwhile is asked for again.
      if (news.state === "live" && lost) refresh();
      lost = news.state === "connecting" || news.state === "signed_out";
      setState(news.state);
    } else if (news.kind === "reset") {
      // Told before the stream is there, it has to be asked for once more then.
      lost = true;
      refresh();
    } else if (news.kind === "changed") refresh(Object.keys(news.changed));
    else if (news.kind === "lines") hearLines(news.execution_id, news.lines);
  });
  const hearLines = (id: string, lines: Line[]) => {
    const log = open.get(id);
    const fresh = lines.filter(({ seq }) => log && seq > log.after);
    const last = fresh.at(-1);
    if (!log || !last) return;
    log.after = last.seq;
    log.hear(fresh);
  };
  const sayLogs = () => say({ kind: "follow", logs: [...open].map(([id, { after }]) => [id, after]) });
  const enter = (since: number | undefined) => {
    say({ kind: "join", since });
    sayLogs();
  };
  return {
    start() {
      const leave = () => say({ kind: "leave" });
      const back = ({ persisted }: PageTransitionEvent) => persisted && enter(undefined);
      enter(Number(metaOf("since")) || undefined);
      addEventListener("pagehide", leave);
      addEventListener("pageshow", back);
      return () => {
        removeEventListener("pagehide", leave);
        removeEventListener("pageshow", back);
        leave();
      };
    },
    follow(id: string, after: number, hear: Listener) {
      open.set(id, { after, hear });
      sayLogs();
      return () => {
        open.delete(id);
        sayLogs();
      };
    },
    retry: () => say({ kind: "retry" }),
  };
}
