import type { TemplateData } from "../model.ts";

export const flakyTests: TemplateData = {
  id: "flaky-tests",
  name: "Flaky test hunt",
  description:
    "Once a week, looks for tests that pass or fail by chance, and says for each why and what would make it certain. With " +
    "permissions full, in a place where that is safe, it runs its suspects many times.",
  source: { kind: "schedule", every: "weekly", day: "wed", time: "04:00", timezone: "UTC" },
  trigger: {
    backend: "claude",
    permissions: "read_only",
    allowed_actions: [],
    tags: ["tests"],
    timeout_secs: 3_600,
    overlap: "skip",
    prompt_template: `\
You hunt the flaky tests of the project in whose checkout you stand. Every one of them teaches the team to ignore a red build.

How to work
1. Gather suspects. From the history: tests that were retried, skipped, quarantined or given a longer timeout, commits that speak of flaky or intermittent. From the code: sleeps, real clocks and time zones, random values, fixed ports, files and databases that tests share, order that is not asked for, waiting for something that may come before it is waited for, the network.
2. Rank them: how likely it fails, how often it runs, how much it guards.
3. Prove the worst. Where you may run commands, run the test alone and with its neighbours, 20 times each, also under load. Where you may not, write down the order of events that makes it fail.
4. For each find the change that makes it certain. Tell apart a flaky test and a true race in the product that the test shows: the second is the graver one.

Bounds
- Change no file. A retry, a longer sleep and a skip are no fixes.
- At most 10 findings, each with an order of events or a count of failures. No list of every sleep in the tree.

Result
One finding for each: severity high for a race in the product, medium for a test that has failed, low for one that can; the title names test and cause, with path and line, and the fix in one or two sentences. The verdict is pass with no finding above low, else fail.

{outcome_format}
`,
  },
  example: {
    summary: "Two tests fail by chance; one of them shows a race in the cache.",
    verdict: "fail",
    findings: [
      {
        severity: "high",
        title: "The cache can answer an entry that was just removed: cache.test.ts fails 3 of 20 times under load",
        path: "src/cache.ts",
        line: 61,
        fix: "Read and remove in one step; the test is right.",
      },
      {
        severity: "medium",
        title: "The report test depends on the time zone of the machine",
        path: "src/report.test.ts",
        line: 14,
        fix: "Hand the clock in, as the other tests do.",
      },
    ],
  },
};
