import { Group, Text } from "@mantine/core";
import { Check, CircleDashed, X } from "lucide-react";
import { Folded } from "~/ui/parts/folded.tsx";
import { duration, Took } from "~/ui/parts/time.tsx";
import { Patch } from "../changes/patch.tsx";
import type { ToolUse } from "./conversation.ts";
import { hintOf, uncoloured } from "./words.ts";

/** A diff that is no longer than this is shown unasked. */
const SHORT_PATCH = 1_500;

interface ToolProps {
  use: ToolUse;
  working_dir: string;
  /** Its attempt goes on, so it may end yet. */
  live: boolean;
}

export function Tool({ use, working_dir, live }: ToolProps) {
  const patches = use.edits.flatMap(({ patch }) => patch ?? []);
  const short = patches.length > 0 && patches.join("").length <= SHORT_PATCH;
  return (
    <Folded open={short} summary={<Summary use={use} working_dir={working_dir} live={live} />}>
      {() => (
        <>
          {patches.length > 0 ? (
            use.edits.map(({ path, patch }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the edits of one use stay in their order
              <div key={at}>
                {use.edits.length > 1 && <Part name={path} />}
                {patch && <Patch text={patch} />}
              </div>
            ))
          ) : (
            <Text component="div" className="tool-text">
              {inputText(use.input)}
            </Text>
          )}
          {use.ended && use.ended.output !== "" && (
            <>
              <Part name={use.ended.failed ? "Failed with" : "Answer"} />
              <Output text={use.ended.output} name={use.name} />
            </>
          )}
        </>
      )}
    </Folded>
  );
}

function Summary({ use, working_dir, live }: ToolProps) {
  const { ended, name, at } = use;
  return (
    <Group gap={8} wrap="nowrap" flex={1} miw={0}>
      <Sign use={use} live={live} />
      <Text span fw={600} ff="monospace" size="sm" className="nowrap">
        {name}
      </Text>
      <Text span size="sm" c="dimmed" truncate flex={1} miw={0} ff="monospace">
        {hintOf(use, working_dir)}
      </Text>
      <Text span size="xs" c="dimmed" className="nowrap tabular">
        {ended ? duration(Date.parse(ended.at) - Date.parse(at)) : live ? <Took from={at} ms={null} /> : "did not end"}
      </Text>
    </Group>
  );
}

function Sign({ use: { ended }, live }: { use: ToolUse; live: boolean }) {
  if (ended?.failed) return <X size={14} color="var(--mantine-color-red-light-color)" aria-label="Failed" />;
  if (ended) return <Check size={14} color="var(--mantine-color-teal-light-color)" aria-label="Done" />;
  return <CircleDashed size={14} aria-label={live ? "Goes on" : "Did not end"} />;
}

function Part({ name }: { name: string }) {
  return (
    <Text size="xs" c="dimmed" className="tool-part break">
      {name}
    </Text>
  );
}

function Output({ text, name }: { text: string; name: string }) {
  return (
    <Text
      component="pre"
      className="tool-output"
      // What scrolls must be reached by the keyboard.
      tabIndex={0}
      role="group"
      aria-label={`Answer of ${name}`}
    >
      {uncoloured(text)}
    </Text>
  );
}

/** A command alone is shown as one, everything else as it was given. */
function inputText(input: unknown): string {
  if (typeof input === "object" && input !== null && "command" in input && typeof input.command === "string")
    return `$ ${input.command}`;
  return typeof input === "string" ? input : JSON.stringify(input, null, 2);
}
