import { Button, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { ProblemError, sentenceOf } from "../api.ts";
import { RequestId } from "./request-id.tsx";

/** What an action was refused with, and where to find it in the server's log. */
export function toastProblem(error: unknown): void {
  const id = error instanceof ProblemError ? error.problem.request_id : "";
  const message = (
    <Stack gap={4}>
      <Text size="sm">{sentenceOf(error)}</Text>
      {id && <RequestId id={id} />}
    </Stack>
  );
  notifications.show({ color: "red", title: "That did not work", message, autoClose: 12_000 });
}

/** What was done. */
export function toastDone(message: string, title?: string): void {
  notifications.show({ color: "teal", title, message });
}

/** What was looked at and found wanting; it stays until somebody has read it. */
export function toastWrong(message: string, title: string): void {
  notifications.show({ color: "red", title, message, autoClose: false });
}

/** What was done and can be taken back while it is told: `undo` does so. */
export function toastUndo(message: string, undo: () => unknown): void {
  const takeBack = async () => {
    notifications.hide(id);
    try {
      await undo();
    } catch (error) {
      toastProblem(error);
    }
  };
  const told = (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm" className="break">
        {message}
      </Text>
      <Button size="compact-xs" variant="default" onClick={takeBack}>
        Undo
      </Button>
    </Group>
  );
  const id = notifications.show({ message: told, autoClose: 10_000 });
}
