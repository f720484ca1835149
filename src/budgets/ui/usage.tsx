import { Stack, Tabs, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Budgets } from "./budgets.tsx";
import { Prices } from "./prices.tsx";
import { Report } from "./report.tsx";
import { readView } from "./view.ts";

/** What was used and what it cost, what may be spent, and what a token costs. */
export function UsagePage() {
  const { tab = "usage" } = useSearch({ from: "/shell/usage" });
  const navigate = useNavigate({ from: "/usage" });
  return (
    <Stack>
      <Title order={1} size="h3">
        Usage
      </Title>
      <Tabs value={tab} onChange={(tab) => navigate({ search: readView({ tab }), replace: true })} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="usage">Usage</Tabs.Tab>
          <Tabs.Tab value="budgets">Budgets</Tabs.Tab>
          <Tabs.Tab value="prices">Prices</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="usage" pt="md">
          <Report />
        </Tabs.Panel>
        <Tabs.Panel value="budgets" pt="md">
          <Budgets />
        </Tabs.Panel>
        <Tabs.Panel value="prices" pt="md">
          <Prices />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
