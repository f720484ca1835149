import { Group, Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Budget } from "~/budgets/index.ts";
import { tokens, usd } from "~/budgets/ui/amounts.ts";
import { budgetsQuery } from "~/budgets/ui/api.ts";
import { percent, sayAmount, WINDOWS } from "~/budgets/ui/budget-words.ts";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Section } from "~/ui/parts/section.tsx";
import type { Home } from "../home.ts";

/** What this day has cost, and how far the budgets are used up. */
export function Spent({ today: { used } }: { today: Home["today"] }) {
  const query = useQuery(budgetsQuery);
  return (
    <Section title="Spent today">
      <Group gap="lg">
        <Figure name="Cost" value={used.cost_usd === null ? "–" : usd(used.cost_usd)} />
        <Figure name="Runs" value={used.runs.toLocaleString("en")} />
        <Figure name="Tokens" value={tokens(used.total_tokens)} />
      </Group>
      {used.unpriced_attempts > 0 && (
        <Text size="xs" c="dimmed">
          {used.unpriced_attempts} with a model that no price is known of.
        </Text>
      )}
      <Loaded query={query}>
        {(budgets) =>
          budgets.length === 0 ? (
            <Text size="sm" c="dimmed">
              There is no budget: nothing stops what spends too much.
            </Text>
          ) : (
            budgets.filter(({ enabled }) => enabled).map((budget) => <Bar key={budget.id} budget={budget} />)
          )
        }
      </Loaded>
    </Section>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <Stack gap={0}>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="xl" fw={600} className="tabular">
        {value}
      </Text>
    </Stack>
  );
}

function Bar({ budget }: { budget: Budget }) {
  const { name, window, unit, spent, reserved } = budget;
  const limit = budget.hard_limit ?? budget.soft_limit;
  if (limit === null) return null;
  const share = percent((spent ?? 0) + (reserved ?? 0), limit);
  const says = `${sayAmount(unit, spent ?? 0)} of ${sayAmount(unit, limit)} in ${WINDOWS[window]}`;
  return (
    <Stack gap={2}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" className="break">
          {name}
        </Text>
        <Text size="sm" c="dimmed" className="tabular">
          {says}
        </Text>
      </Group>
      <Progress
        value={share}
        color={share >= 100 ? "red" : share >= 80 ? "orange" : "teal"}
        aria-label={`${name}: ${says}`}
      />
    </Stack>
  );
}
