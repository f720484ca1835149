import { type RefObject, useLayoutEffect } from "react";

const NAME = "log-found";

/** Marks a text wherever it is drawn, without another element; where a browser cannot, the line alone is marked. */
export function useHighlight(rows: RefObject<HTMLElement | null>, text: string): void {
  useLayoutEffect(() => {
    if (!("highlights" in CSS) || text === "") return;
    const lines = rows.current?.querySelectorAll(".log-text") ?? [];
    const ranges = [...lines].flatMap((line) => rangesOf(line, text.toLowerCase()));
    CSS.highlights.set(NAME, new Highlight(...ranges));
    return () => void CSS.highlights.delete(NAME);
  });
}

function rangesOf(line: Element, text: string): Range[] {
  const whole = (line.textContent ?? "").toLowerCase();
  const ranges: Range[] = [];
  for (let at = whole.indexOf(text); at >= 0; at = whole.indexOf(text, at + text.length)) {
    const [start, end] = [placeIn(line, at), placeIn(line, at + text.length)];
    if (!start || !end) break;
    const range = new Range();
    range.setStart(...start);
    range.setEnd(...end);
    ranges.push(range);
  }
  return ranges;
}

/** The text node in which a character stands, and where in it. */
function placeIn(line: Element, at: number): [Node, number] | undefined {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(), before = 0; node; node = walker.nextNode()) {
    const length = node.nodeValue?.length ?? 0;
    if (at <= before + length) return [node, at - before];
    before += length;
  }
  return undefined;
}
