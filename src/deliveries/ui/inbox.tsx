import { Stack, Tabs, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Refused } from "./refused.tsx";
import { Taken } from "./taken.tsx";

/** What came in: what somebody vouched for, and what was refused at the door. */
export function Inbox() {
  const { view, ...filter } = useSearch({ from: "/shell/deliveries" });
  const navigate = useNavigate({ from: "/deliveries" });
  return (
    <Stack>
      <Title order={1} size="h3">
        Deliveries
      </Title>
      <Tabs
        value={view ?? "taken"}
        onChange={(tab) => navigate({ search: tab === "refused" ? { view: "refused" } : {} })}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="taken">Taken</Tabs.Tab>
          <Tabs.Tab value="refused">Refused</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="taken" pt="md">
          <Taken filter={filter} />
        </Tabs.Panel>
        <Tabs.Panel value="refused" pt="md">
          <Refused />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
