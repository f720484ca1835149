import { createHash, randomBytes } from "node:crypto";

/** Where a piece of work belongs in a distributed trace (W3C Trace Context). */
export interface Trace {
  trace_id: string;
  /** The span of whoever asked for it, when the request came with one. */
  parent_span_id?: string;
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?$/;

/** What a `traceparent` header says; undefined for none, and for one that is malformed. */
export function readTraceparent(header: string | undefined): Trace | undefined {
  const [, trace_id, parent_span_id] = TRACEPARENT.exec(header ?? "") ?? [];
  return trace_id === undefined || parent_span_id === undefined ? undefined : { trace_id, parent_span_id };
}

export function newTrace(): Trace {
  return { trace_id: randomBytes(16).toString("hex") };
}

/** The span of what has an id of ours: the same after a restart, and known to others before it is told of. */
export function spanIdOf(id: string): string {
  return createHash("sha256").update(id).digest("hex").slice(0, 16);
}

/** As a child's TRACEPARENT says it. */
export function traceparent(trace_id: string, span_id: string): string {
  return `00-${trace_id}-${span_id}-01`;
}
