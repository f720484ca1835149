import { NativeSelect, NumberInput, Switch, TagsInput, TextInput } from "@mantine/core";
import { said } from "./said.tsx";
import { labelOf, resolve } from "./schema.ts";
import type { FieldProps } from "./schema-form.tsx";

const exampleOf = ({ schema }: FieldProps) => (schema.example === undefined ? undefined : String(schema.example));

/** Of a short value the control is short, and not what is said of it. */
const NARROW = { wrapper: { maxWidth: 320 } };

/** A text that was taken out again is null where that may be, or else is not there. */
const emptied = ({ schema }: FieldProps) => (schema.nullable ? null : undefined);

export function Text(field: FieldProps) {
  const { schema, value, onChange } = field;
  // Of a number or a word the number is meant.
  const read = (text: string) => (schema.anyOf && /^\d+$/.test(text) ? Number(text) : text);
  return (
    <TextInput
      {...said(field)}
      value={value === undefined || value === null ? "" : String(value)}
      placeholder={exampleOf(field)}
      onChange={({ currentTarget: { value: text } }) => onChange(text === "" ? emptied(field) : read(text))}
    />
  );
}

export function NumberField(field: FieldProps) {
  const { schema, value, onChange } = field;
  return (
    <NumberInput
      {...said(field)}
      value={typeof value === "number" ? value : ""}
      allowDecimal={schema.type === "number"}
      placeholder={schema.default === undefined || schema.default === null ? exampleOf(field) : String(schema.default)}
      onChange={(given) => onChange(typeof given === "number" ? given : emptied(field))}
      styles={NARROW}
      hideControls
    />
  );
}

export function Flag(field: FieldProps) {
  const { label, description, error } = said(field);
  return (
    <Switch
      {...{ label, description, error }}
      checked={(field.value ?? field.schema.default ?? false) === true}
      onChange={(event) => field.onChange(event.currentTarget.checked)}
    />
  );
}

export function Choice(field: FieldProps) {
  const { schema, required, value, onChange } = field;
  const words = (schema.enum ?? []).map(String);
  const none = required || schema.default !== undefined ? [] : [{ value: "", label: "None" }];
  return (
    <NativeSelect
      {...said(field)}
      value={String(value ?? schema.default ?? "")}
      onChange={({ currentTarget: { value: word } }) => onChange(word === "" ? emptied(field) : word)}
      data={[...none, ...words.map((word) => ({ value: word, label: wordOf(word) }))]}
      styles={NARROW}
    />
  );
}

/** A word of ours as a person reads it; one that is somebody else's stays as it is. */
function wordOf(word: string): string {
  return /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(word) ? labelOf(word) : word;
}

export function Texts(field: FieldProps) {
  const { form, schema, value, onChange } = field;
  const words = schema.items && resolve(schema.items, form.root).enum?.map(String);
  const texts = Array.isArray(value) ? value.map(String) : [];
  return (
    <TagsInput
      {...said(field, true)}
      value={texts}
      data={words}
      // An argument may be there twice, and hold a comma.
      allowDuplicates={!words}
      splitChars={words ? undefined : []}
      onChange={(given) => onChange(given.length === 0 && schema.nullable ? null : given)}
      placeholder={texts.length === 0 ? "Enter adds one" : undefined}
      clearable
    />
  );
}
