import { Group, List, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { budgetsQuery } from "~/budgets/ui/api.ts";
import { sayAmount } from "~/budgets/ui/budget-words.ts";
import { TextLink } from "~/ui/parts/link.tsx";
import { Section } from "./editor/section.tsx";

/** The budgets of this trigger alone. */
export function TriggerBudgets({ id }: { id: string }) {
  const { data: all } = useQuery(budgetsQuery);
  if (!all) return null;
  const budgets = all.filter(({ scope, scope_id }) => scope === "trigger" && scope_id === id);
  return (
    <Section title="Budgets">
      {budgets.length === 0 && (
        <Text size="sm" c="dimmed">
          It has none of its own.{" "}
          <TextLink to="/usage" underline="always">
            Set one under Usage
          </TextLink>
        </Text>
      )}
      <List size="sm" listStyleType="none">
        {budgets.map(({ id, name, spent, hard_limit, soft_limit, unit, window }) => (
          <List.Item key={id}>
            <Group gap="xs">
              <Text size="sm" fw={500}>
                {name}
              </Text>
              <Text size="sm" className="tabular">
                {spent === null ? "unknown" : sayAmount(unit, spent)} of{" "}
                {sayAmount(unit, hard_limit ?? soft_limit ?? 0)} this {window.replace("_", " ")}
              </Text>
            </Group>
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
