import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Chain } from "~/accounts/index.ts";
import { ChainEditor } from "~/accounts/ui/chain-editor.tsx";
import type { Offer } from "~/triggers/ui/editor/completion.ts";
import { FilterBuilder } from "~/triggers/ui/editor/filter/filter-builder.tsx";
import { TemplateField } from "~/triggers/ui/editor/prompt-editor.tsx";
import { ProjectSelect } from "~/triggers/ui/editor/runner.tsx";
import { said } from "~/ui/parts/schema-form/said.tsx";
import type { FieldProps } from "~/ui/parts/schema-form/schema-form.tsx";
import { workflowNames } from "../api.ts";
import { CommandField } from "./command-field.tsx";
import { IdField } from "./id-field.tsx";

interface Around {
  /** What other nodes are called. */
  taken: readonly string[];
  /** What its texts may ask for. */
  offers: Offer[];
}

/** The controls that fields of nodes have of their own, for a node at `path` and for what a map does. */
export function ownFields(path: string, { taken, offers }: Around) {
  const within = [...offers, { name: "item", hint: "The item." }, { name: "index", hint: "Which one, from 0." }];
  const fields = (of: Offer[]): [string, (field: FieldProps) => ReactNode][] => [
    ["prompt", (field) => <TemplateField {...field} offers={of} minRows={6} />],
    ["question", (field) => <TemplateField {...field} offers={of} minRows={3} />],
    ["chain", ChainField],
    ["project_id", ProjectSelect],
    ["workflow_id", WorkflowSelect],
    ["command", CommandField],
    ["filter", ConditionFilter],
  ];
  const at = (prefix: string, of: Offer[]) => fields(of).map(([name, control]) => [`${prefix}.${name}`, control]);
  return Object.fromEntries([
    ...at(path, offers),
    ...at(`${path}.each`, within),
    [`${path}.id`, (field: FieldProps) => <IdField {...field} taken={taken} />],
  ]);
}

function ChainField({ form, path, value, onChange }: FieldProps) {
  return (
    <ChainEditor
      value={(value as Chain | undefined) ?? null}
      onChange={onChange}
      faults={(field, beneath) => form.faults(`${path}.${field}`, beneath)}
    />
  );
}

/** A condition without conditions is none. */
function ConditionFilter(field: FieldProps) {
  const keep = (value: unknown) => field.onChange(value ?? { path: "", op: "eq", value: "" });
  return <FilterBuilder {...field} onChange={keep} />;
}

function WorkflowSelect(field: FieldProps) {
  const { data = [] } = useQuery(workflowNames);
  return (
    <NativeSelect
      {...said(field)}
      label="Workflow"
      value={String(field.value ?? "")}
      onChange={(event) => field.onChange(event.currentTarget.value || undefined)}
      data={[{ value: "", label: "Choose one" }, ...data.map(({ id, name }) => ({ value: id, label: name }))]}
    />
  );
}

/** What a node may ask for: what the run was given, and what nodes before it leave. */
export function offersFor(before: readonly string[], inputSchema: unknown): Offer[] {
  const { properties = {} } = (inputSchema ?? {}) as { properties?: Record<string, { description?: string }> };
  return [
    ...Object.entries(properties).map(([name, one]) => ({ name: `input.${name}`, hint: one?.description ?? "" })),
    { name: "input", hint: "All that the run was given." },
    ...before.flatMap((id) => [
      { name: `nodes.${id}.text`, hint: `What ${id} said.` },
      { name: `nodes.${id}.data`, hint: `The value that ${id} left.` },
    ]),
  ];
}
