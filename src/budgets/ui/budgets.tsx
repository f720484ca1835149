import { Button, Group, Loader, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import type { Budget } from "../model.ts";
import { budgetsQuery } from "./api.ts";
import { BudgetCard } from "./budget-card.tsx";
import { BudgetForm } from "./budget-form.tsx";

/** What may be spent, on what and in which time, and how far it is spent. */
export function Budgets() {
  const { data, error } = useQuery(budgetsQuery);
  const [edited, setEdited] = useState<Budget | "new">();
  if (error && !data) return <ProblemNote error={error} />;
  if (!data) return <Loader aria-label="Loading" />;
  return (
    <Stack>
      <Group justify="space-between">
        <Text c="dimmed" size="sm" maw={640}>
          {data.length === 0
            ? "Nothing caps what is spent. Add a budget: it warns, and where you say so it stops what runs."
            : "A budget warns at its alert, and at its cap nothing starts any more."}
        </Text>
        <Button size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => setEdited("new")}>
          Add a budget
        </Button>
      </Group>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm">
        {data.map((budget) => (
          <BudgetCard key={budget.id} budget={budget} onEdit={() => setEdited(budget)} />
        ))}
      </SimpleGrid>
      {edited && <BudgetForm budget={edited === "new" ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </Stack>
  );
}
