import { SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from "@opentelemetry/sdk-trace";
import type { Log } from "./log.ts";

/** A piece of work that is over. */
export interface Span {
  name: string;
  trace_id: string;
  span_id: string;
  parent_span_id?: string | null | undefined;
  /** It began with a request from outside. */
  server?: boolean;
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  attributes?: Record<string, string | number | null | undefined>;
  /** Why it went wrong. */
  failure?: string | null | undefined;
}

export interface Spans {
  /** Sent by and by; what a collector that cannot be reached makes too many of is dropped. */
  add(span: Span): void;
  /** Sends what is under way, for at most two seconds. */
  close(): Promise<void>;
}

interface Settings {
  OTEL_EXPORTER_OTLP_ENDPOINT: string | undefined;
  OTEL_EXPORTER_OTLP_HEADERS: Record<string, string>;
  OTEL_SERVICE_NAME: string;
}

const EXPORT_MS = 2_000;
const DELAY_MS = 1_000;

/** Sends spans to a collector by OTLP over HTTP, a batch a second. Our spans are over when they are told of, so no tracer is needed. */
export function openSpans(settings: Settings, log: Log): Spans {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint = "", OTEL_EXPORTER_OTLP_HEADERS: headers } = settings;
  const url = `${endpoint.replace(/\/+$/, "")}/v1/traces`;
  const exporter = telling(new OTLPTraceExporter({ url, headers, timeoutMillis: EXPORT_MS }), log);
  const limits = { scheduledDelayMillis: DELAY_MS, exportTimeoutMillis: EXPORT_MS };
  const processor = new BatchSpanProcessor({ exporter, ...limits });
  const resource = resourceFromAttributes({ "service.name": settings.OTEL_SERVICE_NAME });
  return {
    add: (span) => processor.onEnd(readable(span, resource)),
    close: () => processor.shutdown(),
  };
}

/** The first of several failures in a row is logged: the collector is away. */
function telling(exporter: SpanExporter, log: Log): SpanExporter {
  let away = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error && !away) log.warn({ err: result.error }, "traces cannot be sent; they are dropped meanwhile");
        away = result.error !== undefined;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

function readable(span: Span, resource: ReadableSpan["resource"]): ReadableSpan {
  const { name, trace_id: traceId, span_id: spanId, parent_span_id, server, start, end, failure } = span;
  const context = (id: string) => ({ traceId, spanId: id, traceFlags: TraceFlags.SAMPLED });
  const attributes = Object.entries(span.attributes ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return {
    name,
    kind: server ? SpanKind.SERVER : SpanKind.INTERNAL,
    spanContext: () => context(spanId),
    ...(parent_span_id && { parentSpanContext: context(parent_span_id) }),
    startTime: hrTime(start),
    endTime: hrTime(Math.max(start, end)),
    duration: hrTime(Math.max(0, end - start)),
    status: failure ? { code: SpanStatusCode.ERROR, message: failure } : { code: SpanStatusCode.OK },
    attributes: Object.fromEntries(attributes) as ReadableSpan["attributes"],
    ...{ links: [], events: [], ended: true, resource, instrumentationScope: { name: "agented" } },
    ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
  };
}

function hrTime(ms: number): [seconds: number, nanos: number] {
  return [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1e6)];
}
