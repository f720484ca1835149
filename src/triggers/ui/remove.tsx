import { ActionIcon } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { ok } from "~/ui/api.ts";
import { Confirm } from "~/ui/parts/confirm.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import { api, type Trigger } from "./api.ts";

export function Remove({ trigger: { id, name } }: { trigger: Trigger }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => ok(api[":id"].$delete({ param: { id } })),
    onError: toastProblem,
    async onSuccess() {
      await navigate({ to: "/triggers", ignoreBlocker: true });
      notifications.show({ message: `${name} is deleted.` });
      await queries.invalidateQueries({ queryKey: ["triggers"] });
    },
  });
  return (
    <Confirm
      title={`Delete ${name}?`}
      consequence="Nothing starts it any more, and what it is made of is gone. Its executions and the history of its prompt stay."
      act="Delete trigger"
      onAct={() => remove.mutateAsync()}
    >
      {(ask) => (
        <ActionIcon variant="default" size="lg" aria-label="Delete this trigger" onClick={ask}>
          <Trash2 size={16} aria-hidden />
        </ActionIcon>
      )}
    </Confirm>
  );
}
