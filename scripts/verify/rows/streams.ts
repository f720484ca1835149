import type { Row } from "../row.ts";

/** Live output. */
export const streamRows: readonly Row[] = [
  {
    row: "SSE load (DEFER-02-01), event loop never blocked",
    passes:
      "every reader has every line in order; silent ones cost bounded memory; a pause of any length loses nothing",
    torture: "sse",
  },
  {
    row: "stalled reader isolation; idle timeout",
    passes: "a reader that never reads is ended after 30 s, the others have every row; a comment each 15 s",
    tests: {
      "src/http/sse.test.ts": ["a reader that never reads"],
      "src/http/channel.test.ts": ["after 15 s of silence"],
    },
  },
  {
    row: "SSE latency (G2)",
    passes: "p50 ≤ 5 ms, p99 ≤ 50 ms at 50 live runs × 20 readers (the plan asked 500)",
    figure: "lines",
  },
  {
    row: "API latency (G2)",
    passes: "lists over a long history: p95 ≤ 50 ms (the plan asked 200)",
    figure: "list",
  },
  {
    row: "10 concurrent runs (G2)",
    passes: "many short runs, ten at once: all finish, nothing leaks",
    torture: "leaks",
  },
];
