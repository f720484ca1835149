import { Button, Group, Stack, Textarea, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { api as triggers } from "~/triggers/ui/api.ts";
import { ok } from "../api.ts";
import { ProblemNote } from "../parts/failed.tsx";
import { placeOf } from "../parts/work-link.tsx";
import type { Runnable } from "./use-commands.ts";

/** Asks for the message, starts the trigger and shows what it has started. */
export function RunForm({ trigger, onClose }: { trigger: Runnable; onClose: () => void }) {
  const navigate = useNavigate();
  const [message, setMessage] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => ok(triggers[":id"].run.$post({ param: { id: trigger.id }, json: { message } })),
    async onSuccess({ execution_id, run_id }) {
      onClose();
      const id = execution_id ?? run_id;
      if (id) await navigate(placeOf(id));
    },
  });
  const run = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    if (!isPending) mutate();
  };
  return (
    <form onSubmit={run}>
      <Stack p="md">
        <Title order={2} size="h5" className="break">
          Run {trigger.name}
        </Title>
        {error && <ProblemNote error={error} />}
        <Textarea
          label="Message"
          description="It stands for {message} in the trigger's prompt. Enter runs it, Shift and Enter begins a line."
          autosize
          minRows={2}
          maxRows={10}
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
          onKeyDown={(event) =>
            event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing && run(event)
          }
          data-autofocus
          autoFocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <Button type="submit" loading={isPending} leftSection={<Play size={14} aria-hidden />}>
            Run
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
