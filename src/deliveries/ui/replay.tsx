import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { RotateCcw } from "lucide-react";
import { toastProblem } from "~/ui/parts/toast.tsx";
import type { Delivery, Replay } from "../model.ts";
import { replay } from "./api.ts";

/** Takes a delivery once more; the one that it becomes is shown. */
export function useReplay(id: string, onError?: (error: unknown) => void) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (given: Replay) => replay(id, given),
    onSuccess: ({ delivery_id }) => navigate({ to: "/deliveries/$id", params: { id: delivery_id } }),
    onError,
  });
}

export function ReplayButton({ delivery }: { delivery: Delivery }) {
  const { mutate, isPending } = useReplay(delivery.id, toastProblem);
  return (
    <Button
      className="no-print"
      size="xs"
      variant="light"
      leftSection={<RotateCcw size={14} aria-hidden />}
      loading={isPending}
      onClick={() => mutate({})}
    >
      Replay
    </Button>
  );
}
