import type { Row } from "../row.ts";

/** What goes over the wire. */
export const httpRows: readonly Row[] = [
  {
    row: "CORS fails closed (AUTH-05, DEFER-03-03)",
    passes: "no origin may unless it is named; localhost and null are not implied",
    tests: {
      "src/http/headers.test.ts": ["an allowed origin may ask", "may not", "without the setting no origin may"],
    },
  },
  {
    row: "security headers (SEC-01); no redirect loop",
    passes: "on every answer, refusals and streams too; HSTS under TLS alone, http stays http",
    tests: { "src/http/headers.test.ts": [] },
  },
  {
    row: "limits (SEC-02)",
    passes:
      "21st of 10 s, 121st change of a minute: 429 with Retry-After; health and documents never; X-Forwarded-For ignored",
    tests: { "src/http/request-limits.test.ts": [], "src/http/limits.test.ts": [] },
  },
  {
    row: "deliveries that do not verify",
    passes: "20 of 10 s, GitHub's 30 a minute; what verifies still comes in",
    tests: {
      "src/deliveries/flood.test.ts": [],
      "src/deliveries/github.test.ts": ["thirty a minute may fail to verify"],
    },
  },
  {
    row: "pages under the limit (DEFER-04-01); reconnect under the limit (DEFER-04-02)",
    passes: "pages are never limited, nor are streams by their rate; reads are 1,200 a minute",
    tests: { "src/http/request-limits.test.ts": ["health, the documents and pages", "1,200 reads a minute"] },
  },
  {
    row: "bodies",
    passes: "too large, in chunks too, 413; compressed 415; odd JSON 400; one that does not end is cut off",
    tests: {
      "src/http/bodies.test.ts": [],
      "src/http/problems.test.ts": [],
      "src/deliveries/refuse.test.ts": ["a compressed body is 415"],
      "src/deliveries/github.test.ts": ["25 MiB are taken"],
    },
  },
  {
    row: "documents reachable",
    passes: "/docs without a key, from files of our own, with no script or style in the page",
    tests: { "src/http/headers.test.ts": ["loads nothing from elsewhere"], "src/http/pages.test.ts": [] },
  },
  {
    row: "every answer fits its schema",
    passes: "generated requests to every operation: no 5xx, no answer that the document does not know",
    tests: { "src/testing/contract.test.ts": [] },
  },
  {
    row: "fuzz",
    passes: "requests generated from the document, and odd JSON: no 5xx, every answer fits its schema",
    torture: "fuzz",
  },
  {
    row: "limits are forgotten at a restart (DEFER-04-03)",
    passes: "accepted: they are kept in memory, which is bounded with a million addresses",
    tests: { "src/http/limits.test.ts": ["cost bounded memory"] },
  },
  {
    row: "verified deliveries limited by 20 in 10 s",
    overruled:
      "“a delivery that verifies is not refused for its rate below 1,000/s, because its sender will not come again: it is queued” (design 7)",
  },
  {
    row: "body limit of 10 MB everywhere",
    overruled:
      "“`POST /` … 1 MiB, `POST /api/webhooks/{trigger_id}` … 10 MiB, `POST /api/webhooks/github` (25 MiB)” (design 6)",
  },
];
