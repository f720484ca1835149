import { Button, Group, Stack, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { SnippetList } from "~/snippets/ui/snippets.tsx";
import { Templates } from "~/templates/ui/templates.tsx";
import { Tabbed } from "~/ui/parts/tabbed.tsx";
import type { Show } from "./routes.ts";
import { TriggerList } from "./trigger-list.tsx";

/** Everything that starts work, what triggers are made from, and the texts they share. */
export function Triggers() {
  const { show, name } = useSearch({ from: "/shell/triggers" });
  const navigate = useNavigate({ from: "/triggers" });
  const choose = (tab: Show | "mine") => navigate({ search: { show: tab === "mine" ? undefined : tab } });
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
      <Tabbed
        tabs={[
          { name: "mine", title: "Yours", view: () => <TriggerList name={name} /> },
          { name: "templates", title: "Templates", view: () => <Templates /> },
          { name: "snippets", title: "Snippets", view: () => <SnippetList /> },
        ]}
        open={show}
        onOpen={choose}
      />
    </Stack>
  );
}
