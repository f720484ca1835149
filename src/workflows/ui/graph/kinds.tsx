import {
  Bell,
  Bot,
  Box,
  Braces,
  Clock,
  Globe,
  type LucideIcon,
  Repeat,
  Split,
  SquareTerminal,
  UserCheck,
  Workflow,
} from "lucide-react";

interface Look {
  icon: LucideIcon;
  /** Of the theme. */
  color: string;
  about: string;
}

/** How the kinds look; one that is not known here yet looks like any box. */
const KINDS: Record<string, Look> = {
  agent: { icon: Bot, color: "ink", about: "Asks a CLI and waits for its answer." },
  command: { icon: SquareTerminal, color: "gray", about: "Runs a program." },
  condition: { icon: Split, color: "orange", about: "Goes one of two ways." },
  transform: { icon: Braces, color: "grape", about: "Makes one value of others." },
  approval: { icon: UserCheck, color: "yellow", about: "Waits for a person." },
  map: { icon: Repeat, color: "teal", about: "Does the same for each item of a list." },
  workflow: { icon: Workflow, color: "cyan", about: "Runs another workflow." },
  delay: { icon: Clock, color: "pink", about: "Lets time go by." },
  http: { icon: Globe, color: "lime", about: "Asks another server." },
  notify: { icon: Bell, color: "violet", about: "Tells people." },
};
const OTHER: Look = { icon: Box, color: "gray", about: "" };

export const lookOf = (kind: string): Look => KINDS[kind] ?? OTHER;

/** A kind's sign, in its colour. */
export function KindIcon({ kind, size = 30 }: { kind: string; size?: number }) {
  const { icon: Icon, color } = lookOf(kind);
  const colors = {
    "--kind-back": `var(--mantine-color-${color}-light)`,
    "--kind-fore": `var(--mantine-color-${color}-light-color)`,
  } as React.CSSProperties;
  return (
    <span className="kind-icon" style={{ ...colors, width: size, height: size }} aria-hidden>
      <Icon size={size * 0.6} />
    </span>
  );
}

const WAYS = ["success", "failure", "always"];

/** The ways on from a node of a kind: its own first, in whose stead it has no plain success. */
export function portsOf(kind: string, kinds: readonly { kind: string; ports: readonly string[] }[]): string[] {
  const own = kinds.find((one) => one.kind === kind)?.ports ?? [];
  return own.length > 0 ? [...own, ...WAYS.filter((way) => way !== "success")] : WAYS;
}

/** What a node does, in a few words of its own fields. */
export function gistOf(node: object): string {
  const text = saidBy(node as Record<string, unknown>);
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}

const MOST = 200;

function saidBy({ kind, prompt, command, question, filter, over, secs, url, value }: Record<string, unknown>): string {
  const said = [prompt, question, over, url].find((one) => typeof one === "string" && one !== "");
  if (typeof said === "string") return kind === "map" ? `over ${said}` : said;
  if (Array.isArray(command)) return command.map(String).join(" ");
  if (typeof secs === "number") return `${secs} s`;
  if (typeof filter === "object" && filter !== null && "path" in filter) return conditionOf(filter);
  return value === undefined ? "" : JSON.stringify(value);
}

const conditionOf = (filter: { path?: unknown; op?: unknown; value?: unknown }) =>
  `${filter.path} ${filter.op} ${JSON.stringify(filter.value)}`;
