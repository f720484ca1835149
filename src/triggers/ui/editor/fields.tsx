import type { Chain } from "~/accounts/index.ts";
import { ChainEditor } from "~/accounts/ui/chain-editor.tsx";
import type { Schema, Value } from "~/ui/parts/schema-form/schema.ts";
import { type FieldProps, type Form, SchemaForm } from "~/ui/parts/schema-form/schema-form.tsx";
import { BackendConfig, BackendSelect, type Backends, ProjectSelect } from "./runner.tsx";
import { Section } from "./section.tsx";
import { PLACED, SECTIONS } from "./sections.ts";

interface Props extends Backends, Form {
  schema: Schema;
  value: Value;
  onChange(value: Value): void;
}

/** Everything of a trigger but what starts it and what it is asked. */
export function Fields({ schema, backends, value, onChange, ...form }: Props) {
  const own = {
    project_id: ProjectSelect,
    chain: ({ form, path, value, onChange }: FieldProps) => (
      <ChainEditor
        value={(value as Chain | undefined) ?? null}
        onChange={onChange}
        faults={(field) => form.faults(`${path}.${field}`)}
      />
    ),
    backend: (field: FieldProps) => <BackendSelect {...field} backends={backends} />,
    backend_config: (field: FieldProps) => <BackendConfig {...field} backends={backends} backend={value.backend} />,
  };
  const placed: string[] = [...PLACED, ...SECTIONS.flatMap(({ fields }) => fields)];
  const others = Object.keys(schema.properties ?? {}).filter((name) => !placed.includes(name));
  const rest = others.length > 0 ? [{ title: "More", fields: others }] : [];
  // A chain says itself who begins.
  const hidden = value.chain ? ["backend", "model"] : [];
  return [...SECTIONS, ...rest].map(({ title, fields, ...section }) => (
    <Section key={title} title={title} hint={"hint" in section ? section.hint : undefined}>
      <SchemaForm {...form} own={own} hidden={hidden} fields={fields} value={value} onChange={onChange} />
    </Section>
  ));
}
