import { Button, Group, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import { useState } from "react";
import { ok } from "~/ui/api.ts";
import { toastDone, toastProblem } from "~/ui/parts/toast.tsx";
import { runApi } from "../api.ts";

interface Props {
  run_id: string;
  node_id: string;
}

/** Yes or no, once, with a word to it. */
export function Decide({ run_id, node_id }: Props) {
  const [comment, setComment] = useState("");
  const queries = useQueryClient();
  const { mutate, isPending, variables } = useMutation({
    mutationFn: (approve: boolean) =>
      ok(
        runApi[":id"].nodes[":node_id"].decision.$post({
          param: { id: run_id, node_id },
          json: { approve, comment: comment || null },
        }),
      ),
    onSuccess: (_run, approve) => toastDone(approve ? `${node_id} is approved.` : `${node_id} is rejected.`),
    onError: toastProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ["runs"] }),
  });
  return (
    <Group gap="xs" align="flex-end" className="no-print">
      <Textarea
        aria-label={`Comment on ${node_id}`}
        placeholder="A comment, if there is one"
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
        rows={1}
        resize="vertical"
        flex="1 1 220px"
        maw={480}
      />
      <Button
        color="teal.9"
        leftSection={<Check size={15} aria-hidden />}
        loading={isPending && variables}
        disabled={isPending}
        onClick={() => mutate(true)}
      >
        Approve
      </Button>
      <Button
        variant="default"
        leftSection={<X size={15} aria-hidden />}
        loading={isPending && !variables}
        disabled={isPending}
        onClick={() => mutate(false)}
      >
        Reject
      </Button>
    </Group>
  );
}
