import { Button, type ButtonProps, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
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

interface ButtonOwnProps extends ButtonProps {
  /** What the button says, and the one that confirms. */
  label: string;
  title: string;
  /** What will be lost, and what stays. */
  consequences: ReactNode;
  act: () => Promise<unknown>;
}

/** A button whose act cannot be undone: it asks first. */
export function ConfirmButton({ label, title, consequences, act, ...look }: ButtonOwnProps) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button color="red" variant="light" size="xs" {...look} onClick={open}>
        {label}
      </Button>
      {opened && (
        <Confirm title={title} action={label} onConfirm={act} onClose={close}>
          <Text size="sm">{consequences}</Text>
        </Confirm>
      )}
    </>
  );
}
