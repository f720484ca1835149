import { useEffect, useRef } from "react";

/** What the keyboard does on a log. */
export const LOG_KEYS = [
  { key: "/", act: "search", does: "Search the log" },
  { key: "n", act: "next", does: "The next line that was found" },
  { key: "N", act: "previous", does: "The one before" },
  { key: "f", act: "follow", does: "Follow the end of the log, or let go of it" },
  { key: "t", act: "times", does: "Show or hide when each line was printed" },
  { key: "w", act: "wrap", does: "Wrap long lines, or not" },
  { key: "l", act: "link", does: "Copy a link to the marked line, or the first one shown" },
] as const;

type Act = (typeof LOG_KEYS)[number]["act"];

/** Does what was asked for by a key, unless somebody is writing, or has something open before the page. */
export function useLogKeys(acts: Record<Act, () => void>): void {
  const newest = useRef(acts);
  newest.current = acts;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const bound = LOG_KEYS.find(({ key }) => key === event.key);
      if (!bound || event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target)) return;
      event.preventDefault();
      newest.current[bound.act]();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function isTaken(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest("input, textarea, select, [contenteditable], [role=dialog]") !== null
  );
}
