import type { Row } from "../row.ts";

/** What is told of it. */
export const observabilityRows: readonly Row[] = [
  {
    row: "health redaction (SEC-03)",
    passes: "a stranger learns ready or not, truthfully; with a key the checks are shown",
    tests: { "src/ops/health.test.ts": [] },
  },
  {
    row: "JSON logs with ids (OBS-01)",
    passes: "every line is JSON; ids on 401, 429 and 500; a bad incoming id is replaced; LOG_FORMAT=text has none",
    tests: { "src/http/request-log.test.ts": [], "src/kit/log.test.ts": [] },
  },
  {
    row: "the log level at run time",
    passes: "by PUT, for a while; by SIGHUP from its file",
    tests: { "src/observability/log-level.test.ts": [] },
  },
  {
    row: "an id follows the work it starts (OBS-01)",
    passes: "the request's id is the delivery's and the execution's",
    tests: { "src/deliveries/receive.test.ts": ["the request's id follows"] },
  },
  {
    row: "Sentry (OBS-02, DEFER-05-01/02)",
    passes: "a failure arrives within 5 s by route and id, nothing private; streams are no transactions",
    tests: { "src/observability/sentry.test.ts": [] },
  },
  {
    row: "metrics and traces",
    passes: "bounded series, nothing to a stranger; one trace from the delivery to the tools of its run",
    tests: { "src/observability/metrics.test.ts": [], "src/observability/traces.test.ts": [] },
  },
  {
    row: "/health/live and /health/ready",
    overruled: "“/health/*” are liveness and readiness (design 7; its first lines overrule the names)",
  },
];
