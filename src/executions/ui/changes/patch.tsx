import { Button } from "@mantine/core";
import { useState } from "react";
import "./patch.css";

/** More lines than this are shown when somebody asks for them. */
const MOST_LINES = 400;

/** Lines of a diff, each told by its sign and its colour. */
export function Patch({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  const lines = text.replace(/\n$/, "").split("\n");
  const shown = whole ? lines : lines.slice(0, MOST_LINES);
  return (
    <>
      <pre className="patch">
        {shown.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a diff stay in their order
          <span key={at} className="patch-line" data-sign={signOf(line)}>
            {line || " "}
          </span>
        ))}
      </pre>
      {shown.length < lines.length && (
        <Button size="compact-xs" variant="subtle" onClick={() => setWhole(true)}>
          Show {(lines.length - shown.length).toLocaleString("en")} more lines
        </Button>
      )}
    </>
  );
}

function signOf(line: string): "add" | "remove" | "place" | undefined {
  if (line.startsWith("@@")) return "place";
  if (line.startsWith("+")) return "add";
  return line.startsWith("-") ? "remove" : undefined;
}
