import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { type Run, runApi, workflowQuery } from "../api.ts";
import { RunForm } from "../parts/run-dialog.tsx";
import { isGoing } from "../parts/run-status.tsx";
import { useRerun } from "./use-rerun.ts";

/** Ends a run, or does it once more: what failed, or all of it with another input. */
export function Actions({ run }: { run: Run }) {
  return (
    <Group gap="xs" className="no-print">
      {isGoing(run.status) ? <Cancel run={run} /> : <Again run={run} />}
    </Group>
  );
}

function Cancel({ run: { id } }: { run: Run }) {
  const queries = useQueryClient();
  const cancel = async () => {
    await ok(runApi[":id"].cancel.$post({ param: { id } }));
    await queries.invalidateQueries({ queryKey: ["runs"] });
  };
  return (
    <ConfirmButton label="Cancel" title="Cancel this run?" act={cancel} size="sm">
      What it runs is ended, with all of its processes; what has not begun never will. What has succeeded is kept when
      it is run again.
    </ConfirmButton>
  );
}

function Again({ run }: { run: Run }) {
  const { data: workflow } = useQuery({ ...workflowQuery(run.workflow_id), retry: false });
  const [opened, { open, close }] = useDisclosure();
  const rerun = useRerun(run);
  if (!workflow) return null;
  return (
    <>
      {run.status !== "succeeded" && (
        <Button
          leftSection={<RotateCcw size={14} aria-hidden />}
          loading={rerun.isPending}
          onClick={() => rerun.mutate(undefined)}
        >
          Run what failed again
        </Button>
      )}
      <Button variant="default" onClick={open}>
        Run again
      </Button>
      {opened && <RunForm workflow={workflow} input={run.input} onClose={close} />}
    </>
  );
}
