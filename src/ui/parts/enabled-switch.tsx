import { Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toastProblem } from "./toast.tsx";

interface Props {
  of: { name: string; enabled: boolean };
  enable(wanted: boolean): Promise<unknown>;
  /** The list that it stands in. */
  queryKey: readonly string[];
  label?: string | undefined;
}

/** Whether it starts anything of itself. What is asked shows at once, and goes back when it is refused. */
export function EnabledSwitch({ of: { name, enabled }, enable, queryKey, label }: Props) {
  const queries = useQueryClient();
  const { mutate, isPending, variables } = useMutation({
    mutationFn: enable,
    onError: toastProblem,
    onSettled: () => queries.invalidateQueries({ queryKey }),
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
