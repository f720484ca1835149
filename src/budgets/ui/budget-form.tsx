import { Button, Group, NativeSelect, NumberInput, Stack, Switch, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ok } from "~/ui/api.ts";
import { Dialog } from "~/ui/parts/dialog.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { faultsOf } from "~/ui/parts/faults.ts";
import type { Budget, BudgetInput } from "../model.ts";
import { budgets, budgetsQuery } from "./api.ts";
import { UNITS, WINDOWS } from "./budget-words.ts";
import { ScopeFields } from "./scope-fields.tsx";

const FRESH: BudgetInput = {
  ...{ name: "", scope: "global", scope_id: null, window: "day", unit: "usd" },
  ...{ soft_limit: null, hard_limit: null, on_exceeded: "stop", enabled: true },
};

/** A new budget, or one as it is. */
export function BudgetForm({ budget, onClose }: { budget: Budget | undefined; onClose(): void }) {
  const [draft, setDraft] = useState(() => (budget ? inputOf(budget) : FRESH));
  const queries = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      budget
        ? ok(budgets[":id"].$patch({ param: { id: budget.id }, json: draft }))
        : ok(budgets.index.$post({ json: draft })),
    onSuccess: async () => {
      await queries.invalidateQueries(budgetsQuery);
      onClose();
    },
  });
  const change = (part: Partial<BudgetInput>) => setDraft((before) => ({ ...before, ...part }));
  const faults = faultsOf(error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <Dialog onClose={onClose} title={budget ? `Edit ${budget.name}` : "Add a budget"} size="lg">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            required
            value={draft.name}
            error={faults("name")}
            onChange={(event) => change({ name: event.currentTarget.value })}
            data-autofocus
          />
          <ScopeFields draft={draft} faults={faults} onChange={change} />
          <Group grow align="flex-start">
            <NativeSelect
              label="What is counted"
              value={draft.unit}
              onChange={(event) => change({ unit: event.currentTarget.value as BudgetInput["unit"] })}
              data={Object.entries(UNITS).map(([value, label]) => ({ value, label }))}
            />
            <NativeSelect
              label="In"
              value={draft.window}
              onChange={(event) => change({ window: event.currentTarget.value as BudgetInput["window"] })}
              data={Object.entries(WINDOWS).map(([value, label]) => ({ value, label }))}
            />
          </Group>
          <Group grow align="flex-start">
            <Limit
              label="Alert at"
              description="Crossed, it warns once"
              value={draft.soft_limit}
              fault={faults("soft_limit")}
              onChange={(soft_limit) => change({ soft_limit })}
            />
            <Limit
              label="Cap"
              description="Reached, nothing starts"
              value={draft.hard_limit}
              fault={faults("hard_limit")}
              onChange={(hard_limit) => change({ hard_limit })}
            />
          </Group>
          <NativeSelect
            label="When what runs crosses the cap"
            value={draft.on_exceeded}
            onChange={(event) => change({ on_exceeded: event.currentTarget.value as BudgetInput["on_exceeded"] })}
            data={[
              { value: "stop", label: "Stop it" },
              { value: "ask", label: "Ask a person whether it may go on" },
            ]}
          />
          <Switch
            label="Enabled"
            checked={draft.enabled}
            onChange={(event) => change({ enabled: event.currentTarget.checked })}
          />
          {error && <ProblemNote error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending}>
              {budget ? "Save" : "Add"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

interface LimitProps {
  label: string;
  description: string;
  value: number | null;
  fault: string | undefined;
  onChange(value: number | null): void;
}

function Limit({ label, description, value, fault, onChange }: LimitProps) {
  return (
    <NumberInput
      {...{ label, description, min: 0, thousandSeparator: "," }}
      value={value ?? ""}
      error={fault}
      onChange={(value) => onChange(value === "" ? null : Number(value))}
    />
  );
}

function inputOf({
  name,
  scope,
  scope_id,
  window,
  unit,
  soft_limit,
  hard_limit,
  on_exceeded,
  enabled,
}: Budget): BudgetInput {
  return { name, scope, scope_id, window, unit, soft_limit, hard_limit, on_exceeded, enabled };
}
