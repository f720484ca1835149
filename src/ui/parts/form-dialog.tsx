import { Button, type ButtonProps, Group, type MantineColor, type MantineSize, Modal, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { ProblemNote } from "./failed.tsx";
import { type Faults, faultsOf, fieldFaults } from "./faults.ts";

interface Frame {
  title: string;
  /** What the button says that sends it. */
  action: string;
  color?: MantineColor;
  size?: MantineSize;
  send: (values: FormData) => Promise<unknown>;
}

interface DialogProps extends Frame {
  onClose(): void;
  children: (faults: Faults) => ReactNode;
}

/** A form that stays open, with what the server finds wrong, until it is taken. */
export function FormDialog({ title, action, color, size, send, onClose, children }: DialogProps) {
  const { mutate, error, isPending } = useMutation({ mutationFn: send, onSuccess: onClose });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // A form that the dialog was opened from would hear of it too.
    event.stopPropagation();
    mutate(new FormData(event.currentTarget));
  };
  const paths = fieldFaults(error).map(({ path }) => path);
  const unsaid = new Set(paths);
  const faults = faultsOf(error);
  const fields = children((path, beneath) => {
    for (const one of paths) if (one === path || one.startsWith(`${path}.`)) unsaid.delete(one);
    return faults(path, beneath);
  });
  return (
    <Modal opened onClose={onClose} title={title} size={size}>
      <form onSubmit={submit}>
        <Stack>
          {fields}
          {error && (paths.length === 0 || unsaid.size > 0) && <ProblemNote error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} data-autofocus>
              Leave it
            </Button>
            <Button type="submit" color={color} loading={isPending}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** What an input is given: its name is the path by which the server names the field, with what it says of it. */
export type Field = (path: string) => { name: string; error: string | undefined };

interface ButtonFrame extends Frame {
  /** Of the button that opens it. */
  label: ReactNode;
  button?: ButtonProps & { "aria-label"?: string };
  children: (field: Field) => ReactNode;
}

/** A button with a form behind it, whose fields are read when it is sent. */
export function FormButton({ label, button, children, ...frame }: ButtonFrame) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button size="compact-sm" variant="light" {...button} onClick={open}>
        {label}
      </Button>
      {opened && (
        <FormDialog {...frame} onClose={close}>
          {(faults) => children((path) => ({ name: path, error: faults(path) }))}
        </FormDialog>
      )}
    </>
  );
}
