import { Button, Group, Modal, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { useState } from "react";
import { ok } from "~/ui/api.ts";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { api, type Trigger } from "./api.ts";
import { askedBy, NO_OCCASION } from "./editor/occasion.ts";
import { OccasionForm } from "./editor/occasion-form.tsx";

/** A person starts it, with a message and a payload if he has any. */
export function RunNow({ trigger: { id, name } }: { trigger: Trigger }) {
  const [opened, { open, close }] = useDisclosure();
  const [occasion, setOccasion] = useState(NO_OCCASION);
  const navigate = useNavigate();
  const run = useMutation({
    mutationFn: () => ok(api[":id"].run.$post({ param: { id }, json: askedBy(occasion) })),
    onSuccess: ({ execution_id, run_id }) => {
      if (execution_id) return navigate({ to: "/executions/$id", params: { id: execution_id } });
      close();
      notifications.show({ color: "teal", message: `${run_id} has begun.` });
    },
  });
  return (
    <>
      <Button leftSection={<Play size={14} aria-hidden />} onClick={open}>
        Run now
      </Button>
      <Modal opened={opened} onClose={close} title={`Run ${name}`}>
        <Stack>
          <OccasionForm occasion={occasion} onChange={setOccasion} of={undefined} />
          {run.error && <ProblemNote error={run.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button loading={run.isPending} onClick={() => run.mutate()}>
              Start it
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
