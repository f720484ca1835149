import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { rules } from "./api.ts";
import type { Rule } from "./rules.tsx";
import { TurnButton } from "./turn-button.tsx";

export function RuleActions({ rule }: { rule: Rule }) {
  const { id, name } = rule;
  const param = { id };
  return (
    <>
      <TurnButton of={rule} turn={(enabled) => ok(rules[":id"].$patch({ param, json: { enabled } }))} />
      <ConfirmButton
        size="compact-sm"
        variant="subtle"
        label="Delete"
        of={name}
        title={`Delete ${name}?`}
        act={() => ok(rules[":id"].$delete({ param }))}
      >
        What it holds back is not told any more.
      </ConfirmButton>
    </>
  );
}
