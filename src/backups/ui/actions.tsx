import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { toastDone, toastProblem, toastWrong } from "~/ui/parts/toast.tsx";
import type { Backup, BackupCheck } from "../model.ts";
import { api } from "./api.ts";

/** Reads all of it, and says what was found. */
export function VerifyBackup({ backup: { id, created_at } }: { backup: Backup }) {
  const { mutate, data, isPending } = useMutation({
    mutationFn: () => ok(api[":id"].verify.$post({ param: { id } })),
    onSuccess: tell,
    onError: toastProblem,
  });
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      color={data?.whole ? "teal" : undefined}
      loading={isPending}
      onClick={() => mutate()}
      aria-label={`Verify the backup of ${created_at}`}
    >
      {data?.whole ? "Whole" : "Verify"}
    </Button>
  );
}

function tell({ whole, faults }: BackupCheck): void {
  if (whole) toastDone("The backup is whole: all of it was read.");
  else toastWrong(faults.join("; "), "This backup is not whole");
}

export function DeleteBackup({ backup: { id, created_at } }: { backup: Backup }) {
  const queries = useQueryClient();
  const remove = async () => {
    await ok(api[":id"].$delete({ param: { id } }));
    await queries.invalidateQueries({ queryKey: ["backups"] });
  };
  return (
    <ConfirmButton
      size="compact-sm"
      variant="subtle"
      label="Delete"
      of={`the backup of ${created_at}`}
      title="Delete this backup?"
      act={remove}
    >
      The copy of {new Date(created_at).toLocaleString()} goes from the server's disk. It cannot be brought back.
    </ConfirmButton>
  );
}
