import { Button, Group, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "./dialog.tsx";
import { ProblemNote } from "./failed.tsx";

interface Props {
  title: string;
  /** What follows from it. */
  children: ReactNode;
  /** The word on the button: `Delete`. */
  action: string;
  onConfirm(): Promise<unknown>;
  onClose(): void;
}

/** Asks before something that cannot be undone; it stays open with the reason when it is refused. */
export function Confirm({ title, children, action, onConfirm, onClose }: Props) {
  const { mutate, isPending, error } = useMutation({ mutationFn: onConfirm, onSuccess: onClose });
  return (
    <Dialog onClose={onClose} title={title} centered>
      <Stack>
        {children}
        {error && <ProblemNote error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Leave it
          </Button>
          <Button color="red.9" loading={isPending} onClick={() => mutate()}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
