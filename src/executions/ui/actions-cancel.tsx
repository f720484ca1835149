import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Ban } from "lucide-react";
import { ok } from "~/ui/api.ts";
import { Confirm } from "~/ui/parts/confirm.tsx";
import { Took } from "~/ui/parts/time.tsx";
import { toastProblem, toastUndo } from "~/ui/parts/toast.tsx";
import type { Execution } from "../model.ts";
import { useAgain } from "./actions-again.ts";
import { api } from "./api.ts";

/** Ends it: at once what waits in the queue, after a word of warning what runs. Then it says how far that has come. */
export function Cancel({ execution }: { execution: Execution }) {
  const { id, status, stop_reason, attempts, started_at } = execution;
  const [asking, { open, close }] = useDisclosure();
  const { retry } = useAgain(id);
  const cancel = () => ok(api[":id"].cancel.$post({ param: { id } }));
  const takeOut = async () => {
    await cancel().then(() => toastUndo("It was taken out of the queue.", retry), toastProblem);
  };
  const stops = stop_reason === "user" || stop_reason === "superseded";
  if (stops && status !== "queued") return <Stopping step={attempts.at(-1)?.detail} />;
  return (
    <>
      <Button
        size="xs"
        color="red"
        variant="light"
        leftSection={<Ban size={14} aria-hidden />}
        onClick={status === "queued" ? takeOut : open}
      >
        Cancel
      </Button>
      {asking && (
        <Confirm title="Cancel this execution?" label="Cancel it" act={cancel} onClose={close}>
          It has worked for <Took from={started_at} ms={null} />. Every process of it is ended: politely first, by force
          after ten seconds. What it has printed and changed by then stays; the rest of its work is lost.
        </Confirm>
      )}
    </>
  );
}

function Stopping({ step }: { step: string | null | undefined }) {
  return (
    <Group gap="xs" wrap="nowrap" role="status">
      <Text size="sm" c="dimmed">
        {step ?? "It was asked to end."}
      </Text>
      <Button size="xs" color="red" variant="light" loading>
        Stopping
      </Button>
    </Group>
  );
}
