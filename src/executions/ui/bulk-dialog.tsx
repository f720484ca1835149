import { Button, Group, Loader, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { toastDone } from "~/ui/parts/toast.tsx";
import { consequence, inBulk, outcome, type Picked, type Verb, verbTitle } from "./bulk.ts";
import type { Filter } from "./filter.ts";

interface BulkDialogProps {
  verb: Verb;
  picked: Picked;
  filter: Filter;
  onClose(): void;
  onDone(): void;
}

/** Says what will happen, and after a yes what has. */
export function BulkDialog({ verb, picked, filter, onClose, onDone }: BulkDialogProps) {
  const which = picked === "all" ? filter : [...picked];
  const tried = useQuery({
    // It is asked again as executions begin and end, so that the number is the one of now.
    queryKey: ["executions", "bulk", verb, which],
    queryFn: () => inBulk(verb, { picked, filter, dry_run: true }),
    gcTime: 0,
  });
  const doing = useMutation({
    mutationFn: () => inBulk(verb, { picked, filter, dry_run: false }),
    onSuccess(answer) {
      toastDone(outcome(verb, answer));
      onDone();
      onClose();
    },
  });
  const error = doing.error ?? tried.error;
  const matched = tried.data?.matched;
  return (
    <Modal opened onClose={onClose} title={verbTitle(verb)}>
      <Stack>
        {error && <ProblemNote error={error} />}
        {tried.isPending && <Loader size="sm" aria-label="Counting" />}
        {matched !== undefined &&
          consequence(verb, matched, picked).map((sentence) => (
            <Text size="sm" key={sentence}>
              {sentence}
            </Text>
          ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Leave them
          </Button>
          <Button
            color={verb === "cancel" ? "red" : "ink"}
            disabled={!matched}
            loading={doing.isPending}
            onClick={() => doing.mutate()}
            data-autofocus
          >
            {verbTitle(verb)} {matched?.toLocaleString("en")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
