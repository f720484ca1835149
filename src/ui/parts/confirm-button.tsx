import { Button, Group, type MantineColor, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { toastProblem } from "./toast.tsx";

interface Props {
  /** What is done, as the button says it. */
  label: string;
  /** To whom or what, for those who hear the button and do not see its row. */
  of?: string;
  /** The question. */
  title: string;
  /** What follows from it. */
  children: ReactNode;
  run: () => Promise<unknown>;
  /** Red, unless something takes the place of what goes. */
  color?: MantineColor;
}

/** Does what cannot be undone once somebody has read what follows from it. */
export function ConfirmButton({ label, of, title, children, run, color = "red" }: Props) {
  const [opened, { open, close }] = useDisclosure();
  const { mutate, isPending } = useMutation({ mutationFn: run, onSuccess: close, onError: toastProblem });
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        color={color}
        onClick={open}
        aria-label={of === undefined ? undefined : `${label} ${of}`}
      >
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": "Close" }}>
        <Stack>
          <Text size="sm">{children}</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close} data-autofocus>
              Leave it
            </Button>
            <Button color={color} loading={isPending} onClick={() => mutate()}>
              {label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
