import { Button, Group, Modal, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { useState } from "react";
import { ok } from "~/ui/api.ts";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { faultsOf, fieldFaults } from "~/ui/parts/faults.ts";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { api, versionQuery, type Workflow } from "../api.ts";
import { InputForm } from "./input-form.tsx";
import { givenOf } from "./json-field.tsx";

type Runnable = Pick<Workflow, "id" | "name" | "version" | "enabled">;

/** A person starts a run of the newest version. */
export function RunDialog({ workflow }: { workflow: Runnable }) {
  const [opened, { open, close }] = useDisclosure();
  const { version, enabled } = workflow;
  return (
    <>
      <Button leftSection={<Play size={14} aria-hidden />} onClick={open} disabled={version === 0 || !enabled}>
        Run
      </Button>
      {opened && <RunForm workflow={workflow} input={null} onClose={close} />}
    </>
  );
}

/** Asks for the input, which may begin as another run's was. */
export function RunForm({ workflow, input, onClose }: { workflow: Runnable; input: unknown; onClose(): void }) {
  const { id, name, version } = workflow;
  const query = useQuery(versionQuery(id, version));
  const [given, setGiven] = useState(() => givenOf(input));
  const queries = useQueryClient();
  const navigate = useNavigate();
  const run = useMutation({
    mutationFn: () => ok(api[":id"].runs.$post({ param: { id }, json: { input: given.value } })),
    async onSuccess({ run_id }) {
      void queries.invalidateQueries({ queryKey: ["runs"] });
      onClose();
      await navigate({ to: "/runs/$id", params: { id: run_id } });
    },
  });
  return (
    <Modal opened title={`Run ${name}`} onClose={onClose} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate();
        }}
      >
        <Stack>
          <Loaded query={query}>
            {(newest) => (
              <InputForm
                schema={newest?.graph.input_schema ?? null}
                given={given}
                onChange={setGiven}
                faults={faultsOf(run.error)}
              />
            )}
          </Loaded>
          {run.error && fieldFaults(run.error).length === 0 && <ProblemNote error={run.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit" loading={run.isPending} disabled={given.wrong !== undefined}>
              Start it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
