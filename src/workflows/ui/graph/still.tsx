import { useMemo, useState } from "react";
import { Canvas } from "./canvas.tsx";
import { cardsOf, type Selection, type Shape, type Shown, waysOf } from "./cards.ts";

/** A graph to look at. */
export function StillGraph({ label, graph, kinds }: { label: string; graph: Shape; kinds: Shown["kinds"] }) {
  const [selection, select] = useState<Selection>();
  const cards = useMemo(() => cardsOf(graph, { kinds, selection, fixed: true }), [graph, kinds, selection]);
  const ways = useMemo(() => waysOf(graph, undefined), [graph]);
  return (
    <div style={{ height: 420 }}>
      <Canvas label={label} cards={cards} ways={ways} fitWhen={label} onSelect={select} />
    </div>
  );
}
