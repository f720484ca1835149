import { Text } from "@mantine/core";
import { CircleAlert } from "lucide-react";
import { memo } from "react";
import { Folded } from "~/ui/parts/folded.tsx";
import { Markdown } from "~/ui/parts/markdown.tsx";
import type { Item } from "./conversation.ts";
import { Tool } from "./tool.tsx";
import { stepWords, uncoloured } from "./words.ts";

interface TurnProps {
  item: Item;
  working_dir: string;
  live: boolean;
}

/** One thing that was said, thought or done. */
export const Turn = memo(function Turn({ item, working_dir, live }: TurnProps) {
  switch (item.kind) {
    case "text":
      return <Markdown text={item.text} />;
    case "thought":
      return <Beside name="Thought" text={item.text} />;
    case "aside":
      return <Beside name="A subagent said" text={item.text} />;
    case "tool":
      return <Tool use={item} working_dir={working_dir} live={live} />;
    case "trouble":
      return (
        <div className="trouble">
          <CircleAlert size={16} aria-label="Trouble" />
          <Text span size="sm" className="break">
            {uncoloured(item.text)}
          </Text>
        </div>
      );
    case "note":
      return (
        <Text size="xs" c="dimmed" className="break">
          {item.text}
        </Text>
      );
    case "step":
      return (
        <Text size="xs" c="dimmed" ta="right" className="tabular">
          {stepWords(item)}
        </Text>
      );
  }
});

function Beside({ name, text }: { name: string; text: string }) {
  return (
    <Folded
      summary={
        <>
          <Text span size="sm" c="dimmed" className="nowrap">
            {name}
          </Text>
          <Text span size="sm" c="dimmed" fs="italic" truncate miw={0}>
            {text.slice(0, 160)}
          </Text>
        </>
      }
    >
      {() => (
        <div className="beside">
          <Markdown text={text} />
        </div>
      )}
    </Folded>
  );
}
