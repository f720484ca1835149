import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { said } from "~/ui/parts/schema-form/said.tsx";
import type { FieldProps } from "~/ui/parts/schema-form/schema-form.tsx";
import { workflowNames } from "../api.ts";

/** Which workflow; none leaves it to the prompt. */
export function WorkflowSelect(field: FieldProps) {
  const { data: workflows = [] } = useQuery(workflowNames);
  return (
    <NativeSelect
      {...said(field)}
      label="Workflow"
      value={String(field.value ?? "")}
      onChange={(event) => field.onChange(event.currentTarget.value || null)}
      data={[
        { value: "", label: field.path === "workflow_id" ? "None: it asks a CLI" : "Choose one" },
        ...workflows.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      maw={320}
    />
  );
}
