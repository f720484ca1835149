import { memo, type Ref } from "react";
import type { Line } from "../../model.ts";
import { Ansi } from "./ansi.tsx";

interface LogLineProps {
  index: number;
  line: Line | undefined;
  times: boolean;
  hit: boolean;
  ref: Ref<HTMLDivElement>;
}

export const LogLine = memo(function LogLine({ index, line, times, hit, ref }: LogLineProps) {
  return (
    <div ref={ref} data-index={index} className="log-line" data-stream={line?.stream} data-hit={hit || undefined}>
      <span className="log-number">{index + 1}</span>
      {times && <span className="log-time">{line ? secondsOf(line.offset_ms) : ""}</span>}
      <span className="log-text">{line ? <Ansi text={line.text} /> : "…"}</span>
    </div>
  );
});

function secondsOf(ms: number): string {
  return `+${(ms / 1_000).toFixed(3)}`;
}
