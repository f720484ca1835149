import type { LucideIcon } from "lucide-react";

export interface Command {
  /** What the combobox knows it by; no two have the same. */
  id: string;
  group: string;
  label: string;
  /** Shown beside it, and found as well. */
  hint?: string;
  icon: LucideIcon;
  /** It asks for more, so the palette stays open. */
  asks?: true;
  run(): unknown;
}

/** So many of a group are shown before anything is typed, and so many after. */
const [AT_FIRST, WHEN_TYPED] = [5, 12];

/** The commands that hold all words of what was typed, by group, in the order they were given. */
export function matching(commands: readonly Command[], typed: string): [group: string, commands: Command[]][] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = commands.filter(({ group, label, hint = "" }) => {
    const text = `${group} ${label} ${hint}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const most = words.length === 0 ? AT_FIRST : WHEN_TYPED;
  return [...Map.groupBy(found, ({ group }) => group)].map(([group, of]) => [
    group,
    group === FIXED ? of : of.slice(0, most),
  ]);
}

/** The group that is shown whole. */
export const FIXED = "Pages";

const PLACES = {
  ...{ exec: "/executions/", trig: "/triggers/", proj: "/projects/", wf: "/workflows/", run: "/runs/" },
} as const;

/** Where something lies whose whole id was typed. */
export function placeOf(typed: string): string | undefined {
  const kind = /^(exec|trig|proj|wf|run)-[0-9a-z]{20}$/.exec(typed.trim())?.[1];
  return kind && PLACES[kind as keyof typeof PLACES] + typed.trim();
}
