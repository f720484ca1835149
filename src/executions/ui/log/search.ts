import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { linesWith } from "../api.ts";

/** So long after the last letter the server is asked. */
const PAUSE_MS = 60;

/** The server looks through the whole output; here one walks from line to line of what it found. */
export function useSearchIn(id: string, show: (seq: number) => void) {
  const [{ text, place }, setState] = useState({ text: "", place: 0 });
  const [asked] = useDebouncedValue(text.trim(), PAUSE_MS);
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["lines", id, asked],
    queryFn: ({ pageParam, signal }) => linesWith(id, asked, pageParam, signal),
    initialPageParam: 0,
    getNextPageParam: ({ lines, next_after, matches = 0 }, pages) => {
      const known = pages.reduce((sum, page) => sum + page.lines.length, 0);
      return lines.length > 0 && known < matches ? next_after : undefined;
    },
    enabled: asked !== "",
    staleTime: 0,
  });
  // What was found of the text before is not said of this one.
  const given = text.trim() !== "" && asked === text.trim();
  const found = given ? data?.pages.flatMap(({ lines }) => lines) : undefined;
  const at = found?.[place]?.seq;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another line is gone to
  useEffect(() => {
    if (at !== undefined) show(at);
  }, [at]);
  const step = async (by: number) => {
    const count = found?.length ?? 0;
    if (count === 0) return;
    const more = place + by >= count && hasNextPage;
    if (more) await fetchNextPage();
    // From the first to the last one only when the last one is known.
    const next = more ? place + by : hasNextPage && place + by < 0 ? 0 : (place + by + count) % count;
    setState({ text, place: next });
  };
  const matches = given ? data?.pages.at(-1)?.matches : undefined;
  return { text, setText: (text: string) => setState({ text, place: 0 }), at, place, matches, step };
}

export type Search = ReturnType<typeof useSearchIn>;
