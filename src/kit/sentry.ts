import * as Sentry from "@sentry/bun";
import { systemClock } from "./clock.ts";
import type { Failure } from "./log.ts";

/** Where unexpected failures are told of. */
export interface Reporter {
  failed(failure: Failure): void;
  /** As a transaction, if this one is among those sampled. */
  answered(request: Request): void;
  /** Sends what is under way, for at most two seconds. */
  close(): Promise<void>;
}

interface Request {
  method: string;
  route: string | null;
  status: number;
  duration_ms: number;
}

interface Settings {
  SENTRY_DSN: string | undefined;
  SENTRY_TRACES_SAMPLE_RATE: number;
  SENTRY_ENVIRONMENT: string;
  SENTRY_RELEASE: string | undefined;
}

const FLUSH_MS = 2_000;
/** What of a line's fields is told: ids and patterns, of which none is private. */
const TAGS = new Set(["request_id", "trace_id", "route", "method", "execution_id", "follower", "fire_id"]);

/** Version 11 collects cookies, bodies and headers unless told otherwise. Nothing here comes from a request but its tags. */
export function openReporter(settings: Settings, redact: (text: string) => string): Reporter {
  Sentry.init({
    dsn: settings.SENTRY_DSN,
    environment: settings.SENTRY_ENVIRONMENT,
    release: settings.SENTRY_RELEASE,
    tracesSampleRate: settings.SENTRY_TRACES_SAMPLE_RATE,
    // Streamed spans would pass by every filter.
    traceLifecycle: "static",
    // The default ones cost five sixths of the requests per second. What nobody catches reaches us by the log.
    defaultIntegrations: false,
    integrations: [
      Sentry.eventFiltersIntegration(),
      Sentry.linkedErrorsIntegration(),
      Sentry.dedupeIntegration(),
      Sentry.contextLinesIntegration(),
      Sentry.nodeContextIntegration(),
    ],
    dataCollection: {
      userInfo: false,
      cookies: false,
      httpHeaders: { request: false, response: false },
      httpBodies: [],
      urlQueryParams: false,
      genAI: { inputs: false, outputs: false },
      databaseQueryData: false,
      queues: false,
      stackFrameVariables: false,
    },
    sendClientReports: false,
    maxBreadcrumbs: 0,
    beforeSend(event) {
      for (const exception of event.exception?.values ?? []) exception.value = redact(exception.value ?? "");
      return event;
    },
  });
  return {
    failed({ err, said, fields }) {
      const tags = Object.entries(fields).filter(([name, value]) => TAGS.has(name) && typeof value === "string");
      Sentry.captureException(err, { tags: { said, ...Object.fromEntries(tags) } as Record<string, string> });
    },
    answered({ method, route, status, duration_ms }) {
      const end = systemClock.now();
      const span = Sentry.startInactiveSpan({
        name: `${method} ${route ?? "no route"}`,
        op: "http.server",
        forceTransaction: true,
        startTime: end - duration_ms,
        attributes: { "http.response.status_code": status, "sentry.source": "route" },
      });
      span.end(end);
    },
    async close() {
      await Sentry.close(FLUSH_MS);
    },
  };
}
