import "./diff-text.css";
import { Code } from "@mantine/core";

const KINDS: Record<string, string> = { "+": "diff-added", "-": "diff-removed", "@": "diff-place" };

/** A unified diff of one text. The signs say by themselves what the colours say. */
export function DiffText({ text }: { text: string }) {
  const lines = text.replace(/^(?:Index: .*\n)?(?:=+\n)?(?:---.*\n\+\+\+.*\n)?/, "").split("\n");
  return (
    <Code block className="diff-text" tabIndex={0} aria-label="What differs">
      {lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of a diff has nothing else to be known by
        <span key={i} className={KINDS[line.charAt(0)]}>
          {line}
          {"\n"}
        </span>
      ))}
    </Code>
  );
}
