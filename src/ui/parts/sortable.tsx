import { ActionIcon, Stack, VisuallyHidden } from "@mantine/core";
import { ChevronDown, ChevronUp, GripVertical } from "lucide-react";
import { type PointerEvent, type ReactNode, useRef, useState } from "react";
import { moved } from "./moved.ts";

interface SortableRow {
  key: string;
  /** What it is called where its move is told. */
  name: string;
  content: ReactNode;
}

interface Props {
  label: string;
  rows: SortableRow[];
  /** A row was let go in another place, or a button moved it. */
  onMove(from: number, to: number): void;
}

/** A list that a person puts in order: with a pointer by the grips, with whatever else by the buttons. */
export function Sortable({ label, rows, onMove }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number }>();
  const [said, say] = useState("");
  const move = (from: number, to: number) => {
    setDrag(undefined);
    if (from === to || to < 0 || to >= rows.length) return;
    onMove(from, to);
    say(`${rows[from]?.name} is now number ${to + 1} of ${rows.length}.`);
  };
  const begin = (from: number) => (event: PointerEvent) => {
    event.preventDefault();
    // The list hears the rest: a row that changes its place would lose the pointer.
    list.current?.setPointerCapture(event.pointerId);
    setDrag({ from, to: from });
  };
  const follow = ({ clientY }: PointerEvent) => {
    if (drag && list.current) setDrag({ ...drag, to: placeAt(list.current, drag.to, clientY) });
  };
  const shown = drag ? moved(rows, drag.from, drag.to) : rows;
  return (
    <>
      <ol
        ref={list}
        className="sortable"
        aria-label={label}
        onPointerMove={follow}
        onPointerUp={() => drag && move(drag.from, drag.to)}
        onPointerCancel={() => setDrag(undefined)}
      >
        {shown.map(({ key, name, content }, at) => (
          <li key={key} data-dragged={drag?.to === at || undefined}>
            {rows.length > 1 && (
              <Handle name={name} at={at} of={rows.length} onGrip={begin(at)} onStep={(by) => move(at, at + by)} />
            )}
            <div className="content">{content}</div>
          </li>
        ))}
      </ol>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </>
  );
}

/** The place among the others where a pointer is, while the row that is dragged is shown at `dragged`. */
function placeAt(list: HTMLElement, dragged: number, y: number): number {
  const others = [...list.children].filter((_, at) => at !== dragged);
  return others.filter((row) => {
    const { top, height } = row.getBoundingClientRect();
    return top + height / 2 < y;
  }).length;
}

interface HandleProps {
  name: string;
  at: number;
  of: number;
  onGrip(event: PointerEvent): void;
  onStep(by: number): void;
}

function Handle({ name, at, of, onGrip, onStep }: HandleProps) {
  // At an end a button stays where it is, so that whoever moves a row by keys does not lose the focus.
  const step = (by: number, word: string, Icon: typeof ChevronUp, end: boolean) => (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={24}
      aria-label={`Move ${name} ${word}`}
      aria-disabled={end}
      data-disabled={end || undefined}
      onClick={() => onStep(by)}
    >
      <Icon size={16} aria-hidden />
    </ActionIcon>
  );
  return (
    <Stack gap={0} align="center" justify="center" className="no-print">
      {step(-1, "up", ChevronUp, at === 0)}
      <span aria-hidden onPointerDown={onGrip} className="grip" title="Drag to another place">
        <GripVertical size={16} />
      </span>
      {step(1, "down", ChevronDown, at === of - 1)}
    </Stack>
  );
}
