import { type MouseEvent, memo, type Ref } from "react";
import type { Line } from "../../model.ts";
import { Ansi } from "./ansi.tsx";
import { type Piece, piecesOf } from "./terminal.ts";

/** A longer line is folded: it would push all others out of sight. */
const LONGEST = 4_000;
const FOLDED = 1_000;

interface LogLineProps {
  ref: Ref<HTMLDivElement>;
  seq: number;
  line: Line | undefined;
  times: boolean;
  marked: boolean;
  /** A person wants to see all of it. */
  whole: boolean;
  onLink: (seq: number) => void;
  onShow: (seq: number) => void;
}

export const LogLine = memo(function LogLine({ ref, seq, line, times, marked, whole, onLink, onShow }: LogLineProps) {
  const link = (event: MouseEvent) => {
    event.preventDefault();
    onLink(seq);
  };
  return (
    <div ref={ref} className="log-line" data-seq={seq} data-stream={line?.stream} data-marked={marked || undefined}>
      <a className="log-number" href={`#L${seq}`} tabIndex={-1} title="Copy a link to this line" onClick={link}>
        {seq}
      </a>
      {times && <span className="log-time">{line ? secondsOf(line.offset_ms) : ""}</span>}
      <span className="log-text">{line ? <Text text={line.text} whole={whole} show={() => onShow(seq)} /> : "…"}</span>
    </div>
  );
});

function Text({ text, whole, show }: { text: string; whole: boolean; show: () => void }) {
  const pieces = piecesOf(text);
  const length = pieces.reduce((sum, piece) => sum + piece.text.length, 0);
  if (whole || length <= LONGEST) return <Ansi pieces={pieces} />;
  return (
    <>
      <Ansi pieces={headOf(pieces)} />
      <button type="button" className="log-show" onClick={show}>
        … show all {length.toLocaleString("en")} characters
      </button>
    </>
  );
}

function headOf(pieces: readonly Piece[]): Piece[] {
  let room = FOLDED;
  return pieces.flatMap(({ text, look }) => {
    const head = text.slice(0, room);
    room -= head.length;
    return head === "" ? [] : { text: head, look };
  });
}

function secondsOf(ms: number): string {
  return `+${(ms / 1_000).toFixed(3)}`;
}
