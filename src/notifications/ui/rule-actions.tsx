import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm-button.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import { rules } from "./api.ts";
import type { Rule } from "./rules.tsx";

export function RuleActions({ rule: { id, name, enabled } }: { rule: Rule }) {
  const param = { id };
  const turn = useMutation({
    mutationFn: () => ok(rules[":id"].$patch({ param, json: { enabled: !enabled } })),
    onError: toastProblem,
  });
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        loading={turn.isPending}
        onClick={() => turn.mutate()}
        aria-label={`Turn ${enabled ? "off" : "on"} ${name}`}
      >
        {enabled ? "Turn off" : "Turn on"}
      </Button>
      <ConfirmButton label="Delete" of={name} title={`Delete ${name}?`} run={() => ok(rules[":id"].$delete({ param }))}>
        What it holds back is not told any more.
      </ConfirmButton>
    </>
  );
}
