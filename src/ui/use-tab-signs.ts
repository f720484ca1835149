import { useQuery } from "@tanstack/react-query";
import { hc } from "hono/client";
import { useEffect } from "react";
import type { queueRoutes } from "~/executions/index.ts";
import { ok } from "./api.ts";
import { favicon, titleOf } from "./favicon.ts";
import { useLive } from "./live/live.tsx";
import { pageAt } from "./page-at.ts";

const queue = hc<ReturnType<typeof queueRoutes>>("/admin/queue");

/** The tab's title and icon say what runs, also to whoever looks at another tab. */
export function useTabSigns(path: string): void {
  const { state } = useLive();
  const { data } = useQuery({ queryKey: ["executions", "queue"], queryFn: () => ok(queue.index.$get()) });
  const running = data?.running ?? 0;
  useEffect(() => {
    document.title = titleOf(pageAt(path)?.name, running);
  }, [path, running]);
  const signal = state === "connecting" ? "offline" : running > 0 ? "running" : "idle";
  useEffect(() => {
    document.querySelector("link[rel=icon]")?.setAttribute("href", favicon(signal));
  }, [signal]);
}
