import { expect, test } from "bun:test";
import { parseScenario, type Scenario } from "./scenario.ts";

const SCENARIOS: [string, Scenario][] = [
  ["ok", { kind: "ok" }],
  ["  rate-limit retryAfter=1 times=2 ", { kind: "rate-limit", retryAfter: 1, times: 2 }],
  ['tool command="echo hi > a.txt" reasoning=5', { kind: "tool", command: "echo hi > a.txt", reasoning: 5 }],
  ["tool tool=write path=/a/b content=", { kind: "tool", tool: "write", path: "/a/b" }],
  ["tool-then-limit window=seven_day", { kind: "tool-then-limit", window: "seven_day" }],
];

test.each(SCENARIOS)("%j is a scenario", (line, scenario) => expect(parseScenario(line)).toEqual(scenario));

test.each(["", "unknown", "ok retries=3", "slow chunkMs=fast", "tool tool=browser"])("%j is none", (line) =>
  expect(parseScenario(line)).toBeUndefined(),
);
