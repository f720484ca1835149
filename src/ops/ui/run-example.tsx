import { Button, Group, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { api as triggers } from "~/triggers/ui/api.ts";
import { ok } from "~/ui/api.ts";
import { toastProblem } from "~/ui/parts/toast.tsx";

/** Runs what every server has to run, and shows its log. */
export function RunExample({ id }: { id: string }) {
  const navigate = useNavigate();
  const { mutate, isPending } = useMutation({
    mutationFn: () => ok(triggers[":id"].run.$post({ param: { id }, json: { message: "world" } })),
    onSuccess: ({ execution_id }) => navigate({ to: "/executions/$id", params: { id: execution_id } }),
    onError: toastProblem,
  });
  return (
    <Group gap="sm">
      <Button leftSection={<Play size={16} aria-hidden />} loading={isPending} onClick={() => mutate()}>
        Run the example
      </Button>
      <Text size="sm" c="dimmed">
        A small script on this machine. It needs no CLI and no key.
      </Text>
    </Group>
  );
}
