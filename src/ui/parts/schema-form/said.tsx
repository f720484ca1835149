import { Help } from "../help.tsx";
import { labelOf } from "./schema.ts";
import type { FieldProps } from "./schema-form.tsx";

/** What a control says of its field: its name, what it is for, what is wrong with it. */
export function said({ form, path, name, schema, required }: FieldProps, beneath = false) {
  return {
    label: schema.title ?? labelOf(name),
    description: schema.description && <Help text={schema.description} />,
    error: form.faults(path, beneath),
    withAsterisk: required,
    // The server's sentence must be read with the field, and the browser's own would stand before it.
    required: false,
  };
}
