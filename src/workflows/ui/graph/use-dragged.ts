import { applyNodeChanges, type NodeChange } from "@xyflow/react";
import { useEffect, useState } from "react";
import type { Card } from "./cards.ts";

/** While a node is dragged it is ahead of the graph, which hears where it was let go. */
export function useDragged(cards: Card[]) {
  const [shown, setShown] = useState(cards);
  useEffect(() => {
    setShown((before) => {
      const old = new Map(before.map((card) => [card.id, card]));
      return cards.map((card) => ({ ...old.get(card.id), ...card }));
    });
  }, [cards]);
  const hear = (changes: NodeChange<Card>[]) => {
    setShown((now) =>
      applyNodeChanges(
        changes.filter(({ type }) => type !== "remove" && type !== "select"),
        now,
      ),
    );
    return new Map(
      changes.flatMap((change) =>
        change.type === "position" && change.position && !change.dragging ? [[change.id, change.position]] : [],
      ),
    );
  };
  return { shown, hear };
}
