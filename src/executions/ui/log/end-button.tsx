import { Button, VisuallyHidden } from "@mantine/core";
import { ArrowDown } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { Lines } from "./lines.ts";
import { useLast } from "./use-lines.ts";

const SAY_MS = 5_000;

interface EndButtonProps {
  lines: Lines;
  following: boolean;
  live: boolean;
  onClick: () => void;
}

/** The way back to the end for who has scrolled away, and what has come there since. */
export function EndButton({ lines, following, live, onClick }: EndButtonProps) {
  const last = useLast(lines);
  const [left, setLeft] = useState(last);
  useEffect(() => {
    if (following) setLeft(last);
  }, [following, last]);
  const fresh = last - left;
  const news = fresh === 1 ? "1 new line" : `${fresh.toLocaleString("en")} new lines`;
  return (
    <>
      <Spoken last={last} />
      {!following && (
        <Button
          className="log-end no-print"
          size="compact-sm"
          variant="default"
          leftSection={<ArrowDown size={14} aria-hidden />}
          onClick={onClick}
        >
          {fresh > 0 ? news : live ? "Follow" : "To the end"}
        </Button>
      )}
    </>
  );
}

/** A log that is read out line by line is of no use: how many came is said now and then. */
function Spoken({ last }: { last: number }) {
  const newest = useRef(last);
  newest.current = last;
  const [said, setSaid] = useState(last);
  useEffect(() => {
    const timer = setInterval(() => setSaid(newest.current), SAY_MS);
    return () => clearInterval(timer);
  }, []);
  return <VisuallyHidden role="status">{said} lines so far</VisuallyHidden>;
}
