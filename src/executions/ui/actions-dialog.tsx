import { Button, Group, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { ProblemError } from "~/ui/api.ts";
import { Dialog } from "~/ui/parts/dialog.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";

/** What the server said against a field, by its name. */
export type Refused = (path: string) => string | undefined;

interface ActDialogProps {
  title: string;
  /** What the button says. */
  word: string;
  color?: string;
  size?: string;
  act: () => Promise<unknown>;
  onClose: () => void;
  children: (refused: Refused) => ReactNode;
}

/** What is to be known or given before an act. It stays open, with the reason, when the server refuses. */
export function ActDialog({ title, word, color, size, act, onClose, children }: ActDialogProps) {
  const { mutate, error, isPending } = useMutation({ mutationFn: act, onSuccess: onClose });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const errors = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  return (
    <Dialog title={title} onClose={onClose} size={size ?? "md"}>
      <form onSubmit={submit}>
        <Stack>
          {error && errors.length === 0 && <ProblemNote error={error} />}
          {children((path) => errors.find((one) => one.path === path)?.message)}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit" variant="light" loading={isPending} {...(color && { color })}>
              {word}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
