import type { Row } from "../row.ts";

/** What an engine for graphs must get right (A.16); W19 is the editor's, and in its browser test. */
export const workflowRows: readonly Row[] = [
  {
    row: "workflow engine: what runs (A.16 W1–W5, W17)",
    passes: "the right branches, siblings at once, failures that count, one last row for each node",
    tests: { "src/workflows/run.test.ts": ["W1 W2:", "W3:", "W4:", "W5:", "W17:"] },
  },
  {
    row: "workflow engine: what stops (A.16 W6–W8, W10, W16, W20)",
    passes: "timeouts and cancel leave no process, also while a run waits; what nobody foresaw ends it as failed",
    tests: {
      "src/workflows/run.test.ts": ["W6:", "W8:"],
      "src/workflows/hardening.test.ts": ["W7:", "W10:", "W16:", "W20:"],
    },
  },
  {
    row: "workflow engine: chains and graphs (A.16 W9, W12–W14, W18)",
    passes: "cycles refused, a chain ends at depth 10, faults named by their place, own properties alone",
    tests: {
      "src/workflows/check.test.ts": ["W9:", "W12:"],
      "src/workflows/hardening.test.ts": ["W9:", "W13", "W14:"],
      "src/workflows/trigger-changes.test.ts": ["W18:"],
    },
  },
  {
    row: "workflow engine: restart and decisions (A.16 W11, W15, W16)",
    passes: "after kill -9 a run goes on where it was; a decision is final",
    tests: { "src/workflows/restart.test.ts": ["W11 W16:", "W16:"], "src/workflows/run.test.ts": ["W15:"] },
  },
  {
    row: "workflow engine under kill -9",
    passes: "over random kills each step once, the run ends as it would have",
    torture: "workflows",
  },
];
