import { Button, type ButtonProps, Group, Modal, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ProblemError } from "../api.ts";
import { ProblemNote } from "./failed.tsx";

/** What an input is given: its name is the path by which the server names the field, with what it says of it. */
export type Field = (path: string) => { name: string; error?: string };

interface Props {
  /** Of the button that opens it. */
  label: ReactNode;
  title: string;
  /** Of the button that sends it. */
  action: string;
  button?: ButtonProps & { "aria-label"?: string };
  send: (values: FormData) => Promise<unknown>;
  children: (field: Field) => ReactNode;
}

/** A button with a form behind it, which stays open until the server has taken it. */
export function FormDialog({ label, title, action, button, send, children }: Props) {
  const [opened, { open, close }] = useDisclosure();
  const { mutate, error, isPending, reset } = useMutation({ mutationFn: send, onSuccess: close });
  const told = new Map(
    error instanceof ProblemError ? error.problem.errors?.map((one) => [one.path, one.message]) : [],
  );
  const untold = new Set(told.keys());
  const field: Field = (path) => {
    untold.delete(path);
    return { name: path, error: told.get(path) };
  };
  const fields = opened && children(field);
  const leave = () => {
    reset();
    close();
  };
  return (
    <>
      <Button size="compact-sm" variant="light" {...button} onClick={open}>
        {label}
      </Button>
      <Modal opened={opened} onClose={leave} title={title} closeButtonProps={{ "aria-label": "Close" }}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            mutate(new FormData(event.currentTarget));
          }}
        >
          <Stack>
            {fields}
            {error && (told.size === 0 || untold.size > 0) && <ProblemNote error={error} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={leave}>
                Leave it
              </Button>
              <Button type="submit" loading={isPending}>
                {action}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
