import { hashKey } from "@tanstack/react-query";
import { emptyOf, resolve, type Schema, tagOf, type Value } from "~/ui/parts/schema-form/schema.ts";

/** Whether two values say the same, in whatever order. */
export const same = (a: unknown, b: unknown) => hashKey([a]) === hashKey([b]);

/** What a trigger that is not there yet begins with. */
export function freshDraft(schema: Schema, kind: string, backend: string): Value {
  const source = resolve(schema.properties?.source ?? {}, schema);
  const variants = (source.oneOf ?? []).map((one) => resolve(one, schema));
  const chosen = variants.find((one) => tagOf(one)[1] === kind) ?? variants[0];
  return { name: "", source: chosen && emptyOf(chosen, schema), prompt_template: "", backend };
}

/** Of what the server answered that which may be sent to it again: what its schema names. */
export function draftOf(saved: object, schema: Schema): Value {
  return fitted(saved, schema, schema) as Value;
}

function fitted(value: unknown, schema: Schema, root: Schema): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { oneOf, ...own } = resolve(schema, root);
  const variants = (oneOf ?? []).map((one) => resolve(one, root));
  const of = value as Value;
  const { properties } = variants.find((one) => of[tagOf(one)[0]] === tagOf(one)[1]) ?? own;
  if (!properties) return value;
  const known = Object.entries(of).filter(([name]) => name in properties);
  return Object.fromEntries(known.map(([name, one]) => [name, fitted(one, properties[name] ?? {}, root)]));
}

/** What is to be sent of a draft: what differs from what is saved. */
export function changesOf(draft: Value, saved: Value): Value {
  return Object.fromEntries(Object.entries(inputOf(draft)).filter(([name, value]) => !same(value, saved[name])));
}

/** All of a draft, as the server takes it: a chain or a workflow says itself who runs it. */
export function inputOf(draft: Value): Value {
  if (draft.workflow_id) {
    const { prompt_template: _prompt, backend: _backend, model: _model, chain: _chain, ...others } = draft;
    return others;
  }
  if (!draft.chain) return draft;
  const { backend: _backend, model: _model, ...others } = draft;
  return others;
}

const TRIED = ["backend", "chain", "allowed_actions", "field_limit", "field_limits", "strict"] as const;

/** What a draft decides about its prompts: the fields of an unsaved preview. */
export function previewOf(draft: Value): Value {
  const { secret: _secret, ...source } = (draft.source ?? {}) as Value;
  const said = TRIED.filter((name) => draft[name] !== undefined).map((name) => [name, draft[name]]);
  return { ...Object.fromEntries(said), source, prompt_template: draft.prompt_template };
}
