import type { TemplateData } from "../model.ts";

export const incidentFirstLook: TemplateData = {
  id: "incident-first-look",
  name: "Incident: first look",
  description:
    "Let your monitoring post its alerts to this trigger. While somebody gets up, it reads the alert against the code and the " +
    "last changes, and writes down what it likely is and what to look at first. It touches nothing.",
  source: { kind: "webhook" },
  trigger: {
    backend: "claude",
    permissions: "read_only",
    allowed_actions: [],
    tags: ["incident"],
    priority: 50,
    timeout_secs: 600,
    field_limits: { payload: 20_000 },
    prompt_template: `\
An alert went off in production. You take the first look, so that the engineer who is being woken knows where to begin. You stand in a checkout of the code that may be concerned. Be quick: ten minutes at most.

Alert: {payload}

How to work
1. Say what is broken for whom, as far as the alert tells. Times, hosts and numbers as they stand there.
2. Find the code behind it: the message that was logged, the metric, the endpoint, the job. Follow it to what it depends on.
3. Look at what changed last there: commits of the past days, settings, migrations, dependencies. A change shortly before the alert is the first suspect.
4. Form at most three hypotheses. For each: what speaks for it, what against, and the one query, log or command that would decide it.

Bounds
- Touch nothing: no file, no system, no request to anything that runs.
- Keep apart what you know and what you suppose. If the alert names nothing of this code, say so in one sentence and stop.
- Propose first what can be undone: rolling back, switching off, adding capacity.

Result
The summary, readable on a telephone: what is broken, the likeliest cause with how sure you are, the first thing to do. One finding for each hypothesis, the likeliest first, with path and line where there is code, and as the fix what decides it and what mends it. The verdict is fail when the code is at fault, neutral when you do not know, pass when the alert is a false alarm.

{outcome_format}
`,
  },
  example: {
    summary:
      "Checkout fails for everybody since 14:02. Likely (80 %) the pool of connections that was halved at 13:55. First: roll back 4f2a.",
    verdict: "fail",
    findings: [
      {
        severity: "critical",
        title: "The pool has 5 connections since 4f2a, and each checkout holds two",
        path: "src/db/pool.ts",
        line: 9,
        fix: "Decide it by the count of waiting queries; roll 4f2a back.",
      },
    ],
  },
};
