import { Button, Card, Group, NativeSelect, NumberInput, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Guard } from "~/triggers/ui/editor/guard.tsx";
import { ok } from "~/ui/api.ts";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { faultsOf, fieldFaults } from "~/ui/parts/faults.ts";
import { toastDone } from "~/ui/parts/toast.tsx";
import { api, type Workflow, workflowQuery } from "./api.ts";

const OVERLAPS = [
  { value: "queue", label: "It waits for its turn" },
  { value: "skip", label: "It is refused" },
  { value: "cancel_previous", label: "The oldest is cancelled for it" },
] as const;

/** What a workflow is called, and how many of its runs go on at once. */
export function Settings({ workflow }: { workflow: Workflow }) {
  const { id, name, description, max_runs, overlap } = workflow;
  const saved = { name, description, max_runs, overlap };
  const [fields, setFields] = useState(saved);
  const dirty = JSON.stringify(fields) !== JSON.stringify(saved);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => ok(api[":id"].$patch({ param: { id }, json: fields })),
    onSuccess(kept) {
      queries.setQueryData(workflowQuery(id).queryKey, kept);
      void queries.invalidateQueries({ queryKey: ["workflows"] });
      toastDone(`${kept.name} is saved.`);
    },
  });
  const faults = faultsOf(save.error);
  const set = (by: Partial<typeof fields>) => setFields({ ...fields, ...by });
  return (
    <Card withBorder maw={640}>
      <Guard dirty={dirty} />
      <Stack>
        <TextInput
          label="Name"
          error={faults("name")}
          value={fields.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Textarea
          label="Description"
          error={faults("description")}
          autosize
          minRows={2}
          value={fields.description}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
        <NumberInput
          label="Runs at once"
          description="Left empty, there is no limit."
          error={faults("max_runs")}
          value={fields.max_runs ?? ""}
          onChange={(value) => set({ max_runs: typeof value === "number" ? value : null })}
          min={1}
          maw={240}
        />
        <NativeSelect
          label="What becomes of one more"
          value={fields.overlap}
          onChange={(event) => set({ overlap: event.currentTarget.value as Workflow["overlap"] })}
          data={OVERLAPS}
          maw={320}
          disabled={fields.max_runs === null}
        />
        {save.error && fieldFaults(save.error).length === 0 && <ProblemNote error={save.error} />}
        <Group>
          <Button disabled={!dirty} loading={save.isPending} onClick={() => save.mutate()}>
            Save
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
