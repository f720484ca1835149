import { Group, Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Budget } from "~/budgets/index.ts";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Section } from "~/ui/parts/section.tsx";
import type { Home } from "../home.ts";
import { budgetsQuery } from "./api.ts";
import { amount, shareOf } from "./money.ts";

/** What this day has cost, and how far the budgets are used up. */
export function Spent({ today: { used } }: { today: Home["today"] }) {
  const query = useQuery(budgetsQuery);
  return (
    <Section title="Spent today">
      <Group gap="lg">
        <Figure name="Cost" value={used.cost_usd === null ? "–" : amount(used.cost_usd, "usd")} />
        <Figure name="Runs" value={amount(used.runs, "runs")} />
        <Figure name="Tokens" value={amount(used.total_tokens, "tokens")} />
      </Group>
      {used.unpriced_attempts > 0 && (
        <Text size="xs" c="dimmed">
          {used.unpriced_attempts} with a model that no price is known of.
        </Text>
      )}
      <Loaded query={query}>
        {({ budgets }) =>
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
  const { name, window, unit, spent } = budget;
  const limit = budget.hard_limit ?? budget.soft_limit;
  if (limit === null) return null;
  const share = shareOf(budget, limit);
  const says = `${amount(spent ?? 0, unit)} of ${amount(limit, unit)}, ${window.replace("_", " ")}`;
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
