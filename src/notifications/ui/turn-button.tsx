import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { toastProblem } from "~/ui/parts/toast.tsx";

interface Props {
  of: { name: string; enabled: boolean };
  turn: (enabled: boolean) => Promise<unknown>;
}

/** Puts a channel or a rule out of work for a time, or to work again. */
export function TurnButton({ of: { name, enabled }, turn }: Props) {
  const { mutate, isPending } = useMutation({ mutationFn: () => turn(!enabled), onError: toastProblem });
  const word = enabled ? "off" : "on";
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      loading={isPending}
      onClick={() => mutate()}
      aria-label={`Turn ${word} ${name}`}
    >
      Turn {word}
    </Button>
  );
}
