import { Stack, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Tabbed } from "~/ui/parts/tabbed.tsx";
import { Budgets } from "./budgets.tsx";
import { Prices } from "./prices.tsx";
import { Report } from "./report.tsx";
import { readView } from "./view.ts";

const TABS = [
  { name: "usage", title: "Usage", view: () => <Report /> },
  { name: "budgets", title: "Budgets", view: () => <Budgets /> },
  { name: "prices", title: "Prices", view: () => <Prices /> },
] as const;

/** What was used and what it cost, what may be spent, and what a token costs. */
export function UsagePage() {
  const { tab } = useSearch({ from: "/shell/usage" });
  const navigate = useNavigate({ from: "/usage" });
  return (
    <Stack>
      <Title order={1} size="h3">
        Usage
      </Title>
      <Tabbed tabs={TABS} open={tab} onOpen={(tab) => navigate({ search: readView({ tab }), replace: true })} />
    </Stack>
  );
}
