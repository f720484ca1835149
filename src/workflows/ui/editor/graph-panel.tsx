import { Stack, Text, Title } from "@mantine/core";
import { faultsIn } from "~/ui/parts/faults.ts";
import { SchemaForm } from "~/ui/parts/schema-form/schema-form.tsx";
import type { WorkflowForm } from "../api.ts";
import type { Draft } from "./draft.ts";
import type { Problems } from "./problems.ts";
import type { Change } from "./use-draft.ts";

interface Props {
  form: WorkflowForm;
  draft: Draft;
  problems: Problems;
  change: Change;
}

/** What is said of a run as a whole, while no node is chosen. */
export function GraphPanel({ form: { schema }, draft, problems, change }: Props) {
  const fields = Object.keys(schema.properties ?? {}).filter((name) => name !== "nodes" && name !== "edges");
  return (
    <Stack>
      <div>
        <Title order={2} size="h5">
          The run
        </Title>
        <Text size="xs" c="dimmed">
          Choose a node to see what it says.
        </Text>
      </div>
      <SchemaForm
        root={schema}
        faults={faultsIn(problems)}
        fields={fields}
        value={draft}
        onChange={(value) => change(() => value as Draft, "graph")}
      />
    </Stack>
  );
}
