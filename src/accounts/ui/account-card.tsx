import { Card, Group, Stack, Switch, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ok } from "~/ui/api.ts";
import { Sign } from "~/ui/parts/sign.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import type { Account } from "../model.ts";
import { AccountMenu } from "./account-menu.tsx";
import { accountsQuery, api } from "./api.ts";
import { Cooldowns } from "./cooldowns.tsx";
import { Gauges } from "./gauges.tsx";
import { Login } from "./login.tsx";

/** One account: how it is logged in, what runs on it, and how near it is to its limits. */
export function AccountCard({ account, onEdit }: { account: Account; onEdit(): void }) {
  const { name, is_default } = account;
  return (
    <Card withBorder padding="sm">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Group gap="xs" miw={0} flex="1 1 160px">
            <Text fw={600} className="break">
              {name}
            </Text>
            {is_default && <Sign color="gray" word="the server's own login" />}
          </Group>
          <Group gap="xs" wrap="nowrap">
            <Enabled account={account} />
            <AccountMenu account={account} onEdit={onEdit} />
          </Group>
        </Group>
        <Busy account={account} />
        <Login account={account} />
        <Gauges account={account} />
        <Cooldowns account={account} />
      </Stack>
    </Card>
  );
}

function Busy({ account: { running, max_concurrent, last_used_at } }: { account: Account }) {
  return (
    <Group gap="md" style={{ rowGap: 0 }}>
      <Text size="sm">
        {max_concurrent === null ? `${running} running` : `${running} of ${max_concurrent} running`}
      </Text>
      <Text size="sm" c="dimmed">
        {last_used_at === null ? (
          "Never used"
        ) : (
          <>
            Last used <Ago at={last_used_at} />
          </>
        )}
      </Text>
    </Group>
  );
}

function Enabled({ account: { id, name, enabled } }: { account: Account }) {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (enabled: boolean) => ok(api[":id"].$patch({ param: { id }, json: { enabled } })),
    onError: toastProblem,
    onSettled: () => queries.invalidateQueries(accountsQuery),
  });
  return (
    <Switch
      size="sm"
      label={enabled ? "Enabled" : "Disabled"}
      aria-label={`${name} is enabled`}
      checked={enabled}
      disabled={isPending}
      onChange={(event) => mutate(event.currentTarget.checked)}
    />
  );
}
