import { Button, Group, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { ok } from "~/ui/api.ts";
import { FormButton } from "~/ui/parts/form-dialog.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import type { FindingPatch, FindingRow } from "../model.ts";
import { api } from "./api.ts";

/** What a person says of a finding. */
export function Settle({ finding: { id, status, title } }: { finding: FindingRow }) {
  const set = (json: FindingPatch) => ok(api[":id"].$patch({ param: { id }, json }));
  const { mutate, isPending } = useMutation({ mutationFn: set, onError: toastProblem });
  const one = (to: FindingRow["status"], label: string) => (
    <Button
      size="compact-sm"
      variant="subtle"
      loading={isPending}
      onClick={() => mutate({ status: to })}
      aria-label={`${label}: ${title}`}
    >
      {label}
    </Button>
  );
  if (status !== "open") return one("open", "Open again");
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {one("fixed", "Fixed")}
      <FormButton
        label="Ignore"
        title="Ignore this finding?"
        action="Ignore it"
        button={{ variant: "subtle", "aria-label": `Ignore: ${title}` }}
        send={(values) => set({ status: "ignored", note: String(values.get("note")) })}
      >
        {(field) => (
          <Textarea
            label="Why"
            description="It counts no more, also when the next audit finds it again. Who comes later reads this."
            required
            data-autofocus
            autosize
            minRows={2}
            {...field("note")}
          />
        )}
      </FormButton>
    </Group>
  );
}
