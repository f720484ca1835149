import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ok } from "~/ui/api.ts";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { faultsOf, fieldFaults } from "~/ui/parts/faults.ts";
import type { Project, ProjectPatch } from "../model.ts";
import { api, projectQuery } from "./api.ts";
import { CloneFields, CommonFields } from "./fields.tsx";

/** Only what somebody has changed is sent, so that what changes meanwhile stays. */
export function Settings({ project }: { project: Project }) {
  const { id } = project;
  const queries = useQueryClient();
  const [changed, setChanged] = useState<ProjectPatch>({});
  const save = useMutation({
    mutationFn: () => ok(api[":id"].$patch({ param: { id }, json: changed })),
    onSuccess(saved) {
      queries.setQueryData(projectQuery(id).queryKey, saved);
      setChanged({});
    },
  });
  const faults = faultsOf(save.error);
  const set = (patch: ProjectPatch) => setChanged({ ...changed, ...patch });
  const value = { ...project, ...changed };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const isChanged = Object.keys(changed).length > 0;
  return (
    <form onSubmit={submit}>
      <Stack maw={480}>
        {save.error && fieldFaults(save.error).length === 0 && <ProblemNote error={save.error} />}
        <TextInput
          label="Name"
          value={value.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          error={faults("name")}
        />
        {project.kind === "git" && <CloneFields value={value} set={set} faults={faults} />}
        <CommonFields value={value} set={set} faults={faults} />
        <Group>
          <Button type="submit" loading={save.isPending} disabled={!isChanged}>
            Save
          </Button>
          {isChanged && (
            <Button variant="default" onClick={() => setChanged({})}>
              Discard
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
