/** What the keyboard does on a log. */
export const LOG_KEYS = [
  { key: "/", does: "Search the log" },
  { key: "n", does: "The next line that was found" },
  { key: "shift+n", does: "The one before" },
  { key: "f", does: "Follow the end of the log, or let go of it" },
  { key: "t", does: "Show or hide when each line was printed" },
  { key: "w", does: "Wrap long lines, or not" },
  { key: "l", does: "Copy a link to the marked line, or the first one shown" },
] as const;
