import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { allProjects } from "~/projects/ui/api.ts";
import { said } from "~/ui/parts/schema-form/said.tsx";
import type { Schema, Value } from "~/ui/parts/schema-form/schema.ts";
import { type FieldProps, SchemaForm } from "~/ui/parts/schema-form/schema-form.tsx";

export interface Backends {
  backends: { id: string; title: string; config: Schema }[];
}

export function BackendSelect({ backends, ...field }: FieldProps & Backends) {
  return (
    <NativeSelect
      {...said(field)}
      value={String(field.value ?? "")}
      onChange={(event) => field.onChange(event.currentTarget.value)}
      data={backends.map(({ id, title }) => ({ value: id, label: title }))}
      maw={320}
    />
  );
}

/** What the chosen backend takes of its own. */
export function BackendConfig({ backends, backend, ...field }: FieldProps & Backends & { backend: unknown }) {
  const config = backends.find(({ id }) => id === backend)?.config;
  if (!config) return null;
  const { form, path, value, onChange } = field;
  return (
    <SchemaForm root={config} faults={form.faults} path={path} value={(value ?? {}) as Value} onChange={onChange} />
  );
}

export function ProjectSelect(field: FieldProps) {
  const { data: projects = [] } = useQuery(allProjects);
  return (
    <NativeSelect
      {...said(field)}
      label="Project"
      value={String(field.value ?? "")}
      onChange={(event) => field.onChange(event.currentTarget.value || null)}
      data={[{ value: "", label: "None" }, ...projects.map(({ id, name }) => ({ value: id, label: name }))]}
      maw={320}
    />
  );
}
