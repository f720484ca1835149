import { Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ok } from "~/ui/api.ts";
import { toastProblem } from "~/ui/parts/toast.tsx";
import { api, type Workflow } from "../api.ts";

/** Whether runs of it may start. What is asked shows at once, and goes back when it is refused. */
export function EnabledSwitch({ workflow, label }: { workflow: Workflow; label?: string }) {
  const { id, name, enabled } = workflow;
  const queries = useQueryClient();
  const { mutate, isPending, variables } = useMutation({
    mutationFn: (wanted: boolean) => ok(api[":id"].$patch({ param: { id }, json: { enabled: wanted } })),
    onError: toastProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ["workflows"] }),
  });
  return (
    <Switch
      label={label}
      aria-label={label ? undefined : `${name} is on`}
      checked={isPending ? variables : enabled}
      onChange={(event) => mutate(event.currentTarget.checked)}
    />
  );
}
