import { Choice, Flag, NumberField, Text, Texts } from "./controls.tsx";
import { JsonField } from "./json-field.tsx";
import { Fields, List, Variants } from "./nested.tsx";
import { controlOf } from "./schema.ts";
import type { FieldProps } from "./schema-form.tsx";

const CONTROLS = {
  boolean: Flag,
  choice: Choice,
  json: JsonField,
  list: List,
  number: NumberField,
  object: Fields,
  string: Text,
  text: Text,
  texts: Texts,
  variants: Variants,
};

/** One field, by its own control if it has one, or by the one that its schema asks for. */
export function SchemaField(field: FieldProps) {
  const { form, path, schema } = field;
  const own = form.own?.[path];
  if (own) return own(field);
  const Control = CONTROLS[controlOf(schema, form.root)];
  return <Control {...field} />;
}
