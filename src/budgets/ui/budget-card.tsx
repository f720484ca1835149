import { Card, Group, Progress, Stack, Text } from "@mantine/core";
import { TITLES } from "~/backends/ui/titles.ts";
import { Ago } from "~/ui/parts/time.tsx";
import type { Budget } from "../model.ts";
import { GroupName } from "./breakdown.tsx";
import { BudgetEvents } from "./budget-events.tsx";
import { BudgetMenu } from "./budget-menu.tsx";
import { StateBadge } from "./budget-state.tsx";
import { percent, sayAmount, stateOf, WINDOWS } from "./budget-words.ts";

/** A cap: what it is on, how far it is spent, and what it has done. */
export function BudgetCard({ budget, onEdit }: { budget: Budget; onEdit(): void }) {
  return (
    <Card withBorder padding="sm">
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
          <Stack gap={0} miw={0}>
            <Text fw={600} className="break">
              {budget.name}
            </Text>
            <Text size="sm" c="dimmed" className="break">
              <Scope budget={budget} /> · in {WINDOWS[budget.window]}
            </Text>
          </Stack>
          <Group gap={4} wrap="nowrap">
            <StateBadge state={stateOf(budget)} />
            <BudgetMenu budget={budget} onEdit={onEdit} />
          </Group>
        </Group>
        <Spent budget={budget} />
        {budget.notes.map((note) => (
          <Text key={note} size="xs" c="dimmed">
            {note}
          </Text>
        ))}
        <BudgetEvents id={budget.id} />
      </Stack>
    </Card>
  );
}

function Scope({ budget: { scope, scope_id } }: { budget: Budget }) {
  if (scope === "trigger" || scope === "account")
    return (
      <>
        {scope === "trigger" ? "The trigger " : "The account "}
        <GroupName by={scope} group={scope_id} />
      </>
    );
  if (scope === "backend") return TITLES[scope_id as keyof typeof TITLES] ?? scope_id;
  return scope === "project" ? `The project ${scope_id}` : "Everything";
}

/** The bar goes to the cap; without one to the alert. */
function Spent({ budget }: { budget: Budget }) {
  const { unit, spent, reserved, forecast, soft_limit, hard_limit, unpriced_attempts, window_end } = budget;
  const whole = hard_limit ?? soft_limit;
  if (spent === null || whole === null) return <Text size="sm">What is spent is not known.</Text>;
  const say = (amount: number) => sayAmount(unit, amount);
  const shown = percent(spent, whole);
  const color = { used_up: "red", warned: "orange", ahead: "yellow" }[stateOf(budget) as string] ?? "teal";
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" className="tabular">
          <b>{say(spent)}</b> of {say(whole)} spent
        </Text>
        {window_end !== null && (
          <Text size="sm" c="dimmed">
            begins anew <Ago at={window_end} />
          </Text>
        )}
      </Group>
      <Progress.Root size="lg">
        <Progress.Section value={shown} color={color} aria-label={`${budget.name}, share that is spent`} />
        {reserved !== null && reserved > 0 && (
          <Progress.Section
            value={Math.min(percent(reserved, whole), 100 - shown)}
            color="gray"
            aria-label={`${budget.name}, share that is set aside`}
          />
        )}
      </Progress.Root>
      <Group gap="md" style={{ rowGap: 0 }}>
        {hard_limit !== null && soft_limit !== null && <Detail name="Alert at" value={say(soft_limit)} />}
        {hard_limit === null && <Detail name="It warns" value="and stops nothing" />}
        {reserved !== null && reserved > 0 && <Detail name="Set aside for what runs" value={say(reserved)} />}
        {forecast !== null && window_end !== null && <Detail name="At this pace by the end" value={say(forecast)} />}
        {unit === "usd" && unpriced_attempts !== null && unpriced_attempts > 0 && (
          <Detail
            name="Cost unknown of"
            value={unpriced_attempts === 1 ? "1 attempt" : `${unpriced_attempts} attempts`}
          />
        )}
      </Group>
    </Stack>
  );
}

function Detail({ name, value }: { name: string; value: string }) {
  return (
    <Text size="sm" c="dimmed">
      {name}{" "}
      <Text span c="var(--mantine-color-text)" className="tabular">
        {value}
      </Text>
    </Text>
  );
}
