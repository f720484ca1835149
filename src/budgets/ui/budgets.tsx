import { Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Loaded } from "~/ui/parts/loaded.tsx";
import type { Budget } from "../model.ts";
import { budgetsQuery } from "./api.ts";
import { BudgetCard } from "./budget-card.tsx";
import { BudgetForm } from "./budget-form.tsx";

/** What may be spent, on what and in which time, and how far it is spent. */
export function Budgets() {
  const query = useQuery(budgetsQuery);
  const [edited, setEdited] = useState<Budget | "new">();
  return (
    <Loaded query={query}>
      {(budgets) => (
        <Stack>
          <Group justify="space-between">
            <Text c="dimmed" size="sm" maw={640}>
              {budgets.length === 0
                ? "Nothing caps what is spent. Add a budget: it warns, and where you say so it stops what runs."
                : "A budget warns at its alert, and at its cap nothing starts any more."}
            </Text>
            <Button size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => setEdited("new")}>
              Add a budget
            </Button>
          </Group>
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm">
            {budgets.map((budget) => (
              <BudgetCard key={budget.id} budget={budget} onEdit={() => setEdited(budget)} />
            ))}
          </SimpleGrid>
          {edited && <BudgetForm budget={edited === "new" ? undefined : edited} onClose={() => setEdited(undefined)} />}
        </Stack>
      )}
    </Loaded>
  );
}
