import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import type { Faults } from "../faults.ts";
import { type Resolved, resolve, type Schema, type Value } from "./schema.ts";
import { SchemaField } from "./schema-field.tsx";

/** What all fields of a form share. */
export interface Form {
  /** Where the schemas lie that others name. */
  root: Schema;
  faults: Faults;
  /** Fields that are entered with a control of their own, by their path. */
  own?: Readonly<Record<string, (field: FieldProps) => ReactNode>>;
  /** Fields that are not shown here, by their path. */
  hidden?: readonly string[];
}

export interface FieldProps {
  form: Form;
  /** As the server names it: `source.filter`. */
  path: string;
  name: string;
  schema: Resolved;
  required: boolean;
  value: unknown;
  /** Undefined takes the field out. */
  onChange(value: unknown): void;
}

interface Props extends Form {
  schema?: Schema;
  value: Value;
  onChange(value: Value): void;
  /** These of its fields alone, in this order. */
  fields?: readonly string[];
  path?: string;
}

/** A form for an object, made of its schema. */
export function SchemaForm({ schema, value, onChange, fields, path = "", ...form }: Props) {
  const { properties = {}, required = [] } = resolve(schema ?? form.root, form.root);
  const set = (name: string, given: unknown) => {
    const { [name]: _before, ...others } = value;
    onChange(given === undefined ? others : { ...others, [name]: given });
  };
  const shown = (fields ?? Object.keys(properties)).map((name) => ({ name, at: path ? `${path}.${name}` : name }));
  return (
    <Stack gap="sm">
      {shown
        .filter(({ at }) => !form.hidden?.includes(at))
        .map(({ name, at }) => (
          <SchemaField
            key={name}
            form={form}
            path={at}
            name={name}
            schema={resolve(properties[name] ?? {}, form.root)}
            required={required.includes(name)}
            value={value[name]}
            onChange={(given) => set(name, given)}
          />
        ))}
    </Stack>
  );
}
