import type { TranscriptEvent } from "../../transcript/model.ts";

type Of<Kind extends TranscriptEvent["kind"]> = Extract<TranscriptEvent, { kind: Kind }>;

/** A use of a tool from its beginning to its end, of which one may be missing. */
export interface ToolUse extends Omit<Of<"tool_begins">, "kind"> {
  kind: "tool";
  ended?: Pick<Of<"tool_ends">, "at" | "output" | "failed">;
}

export type Item = Exclude<TranscriptEvent, { kind: "tool_begins" | "tool_ends" }> | ToolUse;

/** What the events of a transcript come to when they are read one after another. */
export function itemsOf(events: readonly TranscriptEvent[]): Item[] {
  const items: Item[] = [];
  const open = new Map<string, ToolUse>();
  const steps = new Map<string, Item>();
  for (const event of events) {
    const last = items.at(-1);
    if (event.kind === "tool_begins") {
      const use: ToolUse = { ...event, kind: "tool" };
      open.set(keyOf(event), use);
      items.push(use);
    } else if (event.kind === "tool_ends") endTool(event, open, items);
    else if (event.kind === "text" && event.part && last?.kind === "text" && last.attempt === event.attempt)
      items[items.length - 1] = { ...last, text: last.text + event.text };
    else if (!isRepeated(event, last)) items.push(event);
    if (event.kind === "step") steps.set(keyOf(event), event);
  }
  // One that was told again counts where it was told last.
  return items.filter((item) => item.kind !== "step" || steps.get(keyOf(item)) === item);
}

function keyOf({ attempt, id }: { attempt: number; id: string }): string {
  return `${attempt} ${id}`;
}

function endTool({ kind: _kind, ...event }: Of<"tool_ends">, open: Map<string, ToolUse>, items: Item[]): void {
  const { at, output, failed } = event;
  const use = open.get(keyOf(event));
  if (use) use.ended = { at, output, failed };
  else items.push({ ...event, kind: "tool", name: "tool", input: null, edits: [], ended: { at, output, failed } });
  open.delete(keyOf(event));
}

/** A CLI says of one trouble what it is, and again that it ends for it. */
function isRepeated(event: TranscriptEvent, last: Item | undefined): boolean {
  return event.kind === "trouble" && last?.kind === "trouble" && last.text === event.text;
}
