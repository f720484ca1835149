import { Group, NativeSelect, NumberInput, Switch, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ok } from "~/ui/api.ts";
import { FormDialog } from "~/ui/parts/form-dialog.tsx";
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
  const send = async () => {
    if (budget) await ok(budgets[":id"].$patch({ param: { id: budget.id }, json: draft }));
    else await ok(budgets.index.$post({ json: draft }));
    await queries.invalidateQueries(budgetsQuery);
  };
  const change = (part: Partial<BudgetInput>) => setDraft((before) => ({ ...before, ...part }));
  return (
    <FormDialog
      title={budget ? `Edit ${budget.name}` : "Add a budget"}
      action={budget ? "Save" : "Add"}
      size="lg"
      send={send}
      onClose={onClose}
    >
      {(faults) => (
        <>
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
        </>
      )}
    </FormDialog>
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
