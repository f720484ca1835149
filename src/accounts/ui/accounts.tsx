import { Button, Group, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Tabbed } from "~/ui/parts/tabbed.tsx";
import type { Account } from "../model.ts";
import { AccountForm } from "./account-form.tsx";
import { accountsQuery } from "./api.ts";
import { BackendAccounts } from "./backend-accounts.tsx";
import { DefaultChain } from "./default-chain.tsx";

const TABS = [
  { name: "accounts", title: "Accounts", view: () => <AccountList /> },
  { name: "chain", title: "Default chain", view: () => <DefaultChain /> },
] as const;

/** Under whose login CLIs run, how near each is to its limits, and who goes on when one is spent. */
export function Accounts() {
  const { tab } = useSearch({ from: "/shell/accounts" });
  const navigate = useNavigate({ from: "/accounts" });
  const [adding, setAdding] = useState(false);
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h3">
          Accounts
        </Title>
        <Button size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => setAdding(true)}>
          Add an account
        </Button>
      </Group>
      <Tabbed
        tabs={TABS}
        open={tab}
        onOpen={(to) => navigate({ search: to === "chain" ? { tab: "chain" } : {}, replace: true })}
      />
      {adding && <AccountForm onClose={() => setAdding(false)} />}
    </Stack>
  );
}

function AccountList() {
  const query = useQuery(accountsQuery);
  const [edited, setEdited] = useState<Account>();
  return (
    <Loaded query={query}>
      {(accounts) => (
        <Stack gap="xl">
          {[...Map.groupBy(accounts, ({ backend }) => backend)].map(([backend, accounts]) => (
            <BackendAccounts key={backend} backend={backend} accounts={accounts} onEdit={setEdited} />
          ))}
          {edited && <AccountForm account={edited} onClose={() => setEdited(undefined)} />}
        </Stack>
      )}
    </Loaded>
  );
}
