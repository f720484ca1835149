/** What a fake CLI is told to do, one order a line or between semicolons, anywhere in its prompt. */
export type Order =
  | { do: "emit"; lines: number; every_ms: number }
  | { do: "say"; text: string }
  | { do: "echo" | "recall" | "argv" | "env" | "hang" | "ignore" | "silent" | "hold" | "tool" }
  | { do: "daemonise"; clean: boolean }
  | { do: "exit"; code: number }
  | { do: "spend"; steps: number }
  | { do: "warn"; utilization: number }
  | { do: "memory"; bytes: number }
  | { do: "write"; path: string; text: string }
  | { do: "fail"; why: Why; resets_in_s: number };

export type Why = "limit" | "rate limit" | "auth" | "api error" | "overloaded";

const PATTERNS: [RegExp, (match: RegExpExecArray) => Order][] = [
  [
    /^emit (\d+) lines?(?: every (\d+) ?ms)?$/i,
    (m) => ({ do: "emit", lines: Number(m[1]), every_ms: Number(m[2] ?? 0) }),
  ],
  // A semicolon in it is written as \u003b.
  [/^outcome (\{.*\})$/i, (m) => ({ do: "say", text: `Done.\n\`\`\`agented\n${m[1]}\n\`\`\`` })],
  [/^say (.+)$/i, (m) => ({ do: "say", text: m[1] ?? "" })],
  [/^(echo|recall|argv|env|hang|silent|tool)$/i, (m) => ({ do: m[1]?.toLowerCase() as "echo" })],
  [/^ignore term$/i, () => ({ do: "ignore" })],
  [/^hold output$/i, () => ({ do: "hold" })],
  [/^daemoni[sz]e( clean)?$/i, (m) => ({ do: "daemonise", clean: m[1] !== undefined })],
  [/^spend (\d+)$/i, (m) => ({ do: "spend", steps: Number(m[1]) })],
  [/^warn (0?\.\d+|1)$/i, (m) => ({ do: "warn", utilization: Number(m[1]) })],
  [/^memory (\d+) ?MB$/i, (m) => ({ do: "memory", bytes: Number(m[1]) * 1024 ** 2 })],
  [/^exit (\d+)$/i, (m) => ({ do: "exit", code: Number(m[1]) })],
  [/^write (\S+) (.*)$/i, (m) => ({ do: "write", path: m[1] ?? "", text: m[2] ?? "" })],
  [
    /^(limit|rate limit|auth|api error|overloaded)(?: (\d+) ?s)?$/i,
    (m) => ({ do: "fail", why: m[1]?.toLowerCase() as Why, resets_in_s: Number(m[2] ?? 3600) }),
  ],
];

/** `on claude: …` is an order for Claude alone. */
export function ordersIn(prompt: string, cli: string): Order[] {
  return prompt.split(/[\n;]/).flatMap((piece) => {
    const [, only, rest] = /^on (\w+): (.*)$/.exec(piece.trim()) ?? [];
    if (only !== undefined && only !== cli) return [];
    for (const [pattern, order] of PATTERNS) {
      const match = pattern.exec(rest ?? piece.trim());
      if (match) return [order(match)];
    }
    return [];
  });
}
