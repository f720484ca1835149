import { ActionIcon, Group, NativeSelect, TextInput } from "@mantine/core";
import { X } from "lucide-react";
import type { Faults } from "~/ui/parts/faults.ts";
import type { Condition } from "../../../filter.ts";
import { ConditionValue } from "./condition-value.tsx";
import type { operatorsOf } from "./rows.ts";

const WORDS: Record<Condition["op"], string> = {
  ...{ eq: "is", ne: "is not", contains: "contains", in: "is one of", exists: "is there" },
  ...{ gt: "is above", lt: "is below", matches: "matches" },
};

interface Props {
  number: number;
  condition: Condition;
  operators: ReturnType<typeof operatorsOf>;
  faults: Faults;
  /** As the server names it. */
  at: string;
  onChange(condition: Condition): void;
  onRemove(): void;
}

export function ConditionRow({ number, condition, operators, faults, at, onChange, onRemove }: Props) {
  const { path, op, value } = condition;
  const of = (next: string) => operators.find((one) => one.op === next)?.value;
  // A value that the other operator takes too is kept.
  const choose = (next: string) => {
    const shape = of(next);
    const kept = shape?.type === "boolean" ? true : shape?.type === "array" ? [value].flat() : [value].flat()[0];
    onChange({
      path,
      op: next,
      value: shape?.type !== "boolean" && typeof kept === "boolean" && op === "exists" ? "" : kept,
    } as Condition);
  };
  return (
    <Group gap="xs" align="flex-start" wrap="wrap">
      <TextInput
        aria-label={`Field of condition ${number}`}
        placeholder="pull_request.user.login"
        value={path}
        error={faults(`${at}.path`)}
        onChange={(event) => onChange({ ...condition, path: event.currentTarget.value })}
        flex="2 1 160px"
        spellCheck={false}
      />
      <NativeSelect
        aria-label={`Operator of condition ${number}`}
        value={op}
        error={faults(`${at}.op`)}
        onChange={(event) => choose(event.currentTarget.value)}
        data={operators.map((one) => ({ value: one.op, label: WORDS[one.op] }))}
        flex="0 0 110px"
      />
      <ConditionValue
        label={`Value of condition ${number}`}
        schema={of(op)}
        value={value}
        error={faults(`${at}.value`)}
        onChange={(next) => onChange({ path, op, value: next } as Condition)}
      />
      <ActionIcon variant="subtle" color="gray" size={36} aria-label={`Remove condition ${number}`} onClick={onRemove}>
        <X size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
