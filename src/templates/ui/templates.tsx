import { Button, Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { shownSecretKey } from "~/triggers/ui/api.ts";
import { KindBadge } from "~/triggers/ui/kind-badge.tsx";
import { ok } from "~/ui/api.ts";
import { Help } from "~/ui/parts/help.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import type { Template } from "../model.ts";
import { api, templatesQuery } from "./api.ts";

/** The triggers that are shipped to begin with. */
export function Templates() {
  const query = useQuery(templatesQuery);
  return (
    <Loaded query={query}>
      {(templates) => (
        <Stack>
          <Text c="dimmed">Each becomes a trigger of yours, off until you have looked at it.</Text>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
            {templates.map((template) => (
              <Offer key={template.id} template={template} />
            ))}
          </SimpleGrid>
        </Stack>
      )}
    </Loaded>
  );
}

function Offer({ template: { id, name, description, source, permissions } }: { template: Template }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const use = useMutation({
    mutationFn: () => ok(api[":id"].use.$post({ param: { id }, json: {} })),
    onError: toastProblem,
    onSuccess(trigger) {
      if (trigger.source.kind === "webhook") queries.setQueryData(shownSecretKey(trigger.id), trigger.source.secret);
      return navigate({ to: "/triggers/$id", params: { id: trigger.id }, search: { tab: "edit" } });
    },
  });
  return (
    <Card withBorder component="section" aria-label={name}>
      <Stack gap="xs" h="100%">
        <Title order={2} size="h5">
          {name}
        </Title>
        <Text size="sm">
          <Help text={description} />
        </Text>
        <Group mt="auto" gap="xs">
          <KindBadge kind={source.kind} />
          <Text size="xs" c="dimmed">
            {permissions === "read_only" ? "may only read" : permissions === "edit" ? "may edit" : "may do everything"}
          </Text>
          <Button
            size="compact-sm"
            variant="light"
            ml="auto"
            aria-label={`Use it: ${name}`}
            loading={use.isPending}
            onClick={() => use.mutate()}
          >
            Use it
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
