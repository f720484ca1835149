import { Button, Group } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Ban, RotateCcw } from "lucide-react";
import { ok } from "~/ui/api.ts";
import { isLive } from "~/ui/parts/status.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import type { Execution } from "../model.ts";
import { api } from "./api.ts";

export function Actions({ execution: { id, status } }: { execution: Execution }) {
  const navigate = useNavigate();
  const param = { id };
  const cancel = useMutation({ mutationFn: () => ok(api[":id"].cancel.$post({ param })), onError: toastProblem });
  const retry = useMutation({
    mutationFn: () => ok(api[":id"].retry.$post({ param })),
    onError: toastProblem,
    onSuccess: ({ execution_id }) => navigate({ to: "/executions/$id", params: { id: execution_id } }),
  });
  return (
    <Group gap="xs" className="no-print">
      {isLive(status) ? (
        <Button
          size="xs"
          color="red"
          variant="light"
          leftSection={<Ban size={14} aria-hidden />}
          loading={cancel.isPending}
          disabled={cancel.isSuccess}
          onClick={() => cancel.mutate()}
        >
          {cancel.isSuccess ? "Stopping" : "Cancel"}
        </Button>
      ) : (
        <Button
          size="xs"
          variant="light"
          leftSection={<RotateCcw size={14} aria-hidden />}
          loading={retry.isPending}
          onClick={() => retry.mutate()}
        >
          Retry
        </Button>
      )}
    </Group>
  );
}
