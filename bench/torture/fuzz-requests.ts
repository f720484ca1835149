import fc, { type Arbitrary } from "fast-check";
import type { Document, Operation, Schema } from "~/testing/contract.ts";
import type { Ids } from "./fuzz-ids.ts";
import { Maker, often, sometimes } from "./fuzz-values.ts";

export interface Request {
  operation: Operation;
  path: string;
  query: string;
  body?: Uint8Array<ArrayBuffer>;
}

/**
 * Requests for an operation: mostly as the document has them, sometimes at its bounds or beside it. What only a person
 * can know, a path that exists or two fields that fit, comes from a `good` body.
 */
export function requestsOf(operation: Operation, document: Document, ids: Ids, good: unknown = {}): Arbitrary<Request> {
  const make = new Maker(document, ids);
  // A longer head of a request than 16 KiB is refused before it is ours.
  const text = (schema: Schema) => make.value(schema).map((value) => said(value).slice(0, 600).toWellFormed());
  const of = (place: string) => (operation.parameters ?? []).filter((one) => one.in === place);
  const path = fc.record(Object.fromEntries(of("path").map(({ name, schema }) => [name, text(schema)])));
  const query = fc.record(Object.fromEntries(of("query").map(({ name, schema }) => [name, text(schema)])), {
    requiredKeys: of("query").flatMap(({ name, required }) => (required ? [name] : [])),
  });
  const [content] = Object.values(operation.requestBody?.content ?? {});
  const body = content ? bodyOf(changed(make.value(content.schema), good)) : fc.constant(undefined);
  return fc.record({ path, query, body }).map((made) => ({
    operation,
    path: operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(made.path[name] ?? "")),
    query: new URLSearchParams(made.query).toString(),
    ...(made.body && { body: made.body }),
  }));
}

/** Of what is no text as JSON: an odd object may have no way of its own to say itself, or a false one. */
function said(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** Half of them whole, half a good one with a field or two of another: those come further. */
function changed(value: Arbitrary<unknown>, good: unknown): Arbitrary<unknown> {
  const few = fc.tuple(value, fc.nat(), fc.integer({ min: 0, max: 2 })).map(([other, at, count]) => {
    const fields = Object.entries(other ?? {});
    const start = at % Math.max(1, fields.length);
    return { ...Object(good), ...Object.fromEntries(fields.slice(start, start + count)) };
  });
  return fc.oneof(value, few);
}

/** JSON, and now and then what only looks like it. */
function bodyOf(value: Arbitrary<unknown>): Arbitrary<Uint8Array<ArrayBuffer>> {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text));
  const text = value.map((made) => JSON.stringify(made) ?? "");
  const cut = fc.tuple(text, fc.nat()).map(([whole, at]) => whole.slice(0, at % (whole.length + 1)));
  const torn = text.map((whole) => new Uint8Array([...bytes(whole), 0xff, 0xfe]));
  const doubled = text.map((whole) => whole.replace(/^\{"(\w+)"/, '{"$1":null,"$1"'));
  const deep = fc.constantFrom("[".repeat(20_000), `${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)}`);
  const huge = text.map((whole) => whole.replace(/:\d+/, ":1e999"));
  const spoiled = fc.oneof(torn, ...[cut, doubled, deep, huge].map((one) => one.map(bytes)));
  return fc.oneof(often(text.map(bytes)), sometimes(spoiled));
}
