import { Button, Group, Stack, Tabs, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { SnippetList } from "~/snippets/ui/snippets.tsx";
import { Templates } from "~/templates/ui/templates.tsx";
import type { Show } from "./routes.ts";
import { TriggerList } from "./trigger-list.tsx";

/** Everything that starts work, what triggers are made from, and the texts they share. */
export function Triggers() {
  const { show, name } = useSearch({ from: "/shell/triggers" });
  const navigate = useNavigate({ from: "/triggers" });
  const choose = (tab: string | null) => navigate({ search: { show: tab === "mine" ? undefined : (tab as Show) } });
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h3">
          Triggers
        </Title>
        <Group gap="xs">
          {show !== "templates" && (
            <Button variant="default" onClick={() => choose("templates")}>
              Use a template
            </Button>
          )}
          <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => navigate({ to: "/triggers/new" })}>
            New trigger
          </Button>
        </Group>
      </Group>
      <Tabs value={show ?? "mine"} onChange={choose} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="mine">Yours</Tabs.Tab>
          <Tabs.Tab value="templates">Templates</Tabs.Tab>
          <Tabs.Tab value="snippets">Snippets</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="mine" pt="md">
          <TriggerList name={name} />
        </Tabs.Panel>
        <Tabs.Panel value="templates" pt="md">
          <Templates />
        </Tabs.Panel>
        <Tabs.Panel value="snippets" pt="md">
          <SnippetList />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
