import { Group, List, Text } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { hc } from "hono/client";
import type { budgetRoutes } from "~/budgets/index.ts";
import { ok } from "~/ui/api.ts";
import { TextLink } from "~/ui/parts/link.tsx";
import { Section } from "./editor/section.tsx";

const budgets = hc<ReturnType<typeof budgetRoutes>>("/admin/budgets");

const budgetsOf = (trigger_id: string) =>
  queryOptions({
    queryKey: ["budgets", "of trigger", trigger_id],
    queryFn: async () => {
      const { budgets: all } = await ok(budgets.index.$get({ query: { limit: "200" } }));
      return all.filter(({ scope, scope_id }) => scope === "trigger" && scope_id === trigger_id);
    },
  });

/** The budgets of this trigger alone. */
export function TriggerBudgets({ id }: { id: string }) {
  const { data } = useQuery(budgetsOf(id));
  if (!data) return null;
  return (
    <Section title="Budgets">
      {data.length === 0 && (
        <Text size="sm" c="dimmed">
          It has none of its own.{" "}
          <TextLink to="/usage" underline="always">
            Set one under Usage
          </TextLink>
        </Text>
      )}
      <List size="sm" listStyleType="none">
        {data.map(({ id, name, spent, hard_limit, soft_limit, unit, window }) => (
          <List.Item key={id}>
            <Group gap="xs">
              <Text size="sm" fw={500}>
                {name}
              </Text>
              <Text size="sm" className="tabular">
                {amount(spent, unit)} of {amount(hard_limit ?? soft_limit, unit)} this {window.replace("_", " ")}
              </Text>
            </Group>
          </List.Item>
        ))}
      </List>
    </Section>
  );
}

function amount(value: number | null, unit: string): string {
  if (value === null) return "no limit";
  return unit === "usd" ? `$${value.toFixed(2)}` : `${value.toLocaleString("en")} ${unit}`;
}
