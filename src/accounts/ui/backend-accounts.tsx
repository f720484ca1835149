import { Stack, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { BackendId } from "~/backends/index.ts";
import { TITLES } from "~/backends/ui/titles.ts";
import { moved } from "~/ui/parts/moved.ts";
import { Sortable } from "~/ui/parts/sortable.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import type { Account } from "../model.ts";
import { AccountCard } from "./account-card.tsx";
import { accountsQuery, putInOrder } from "./api.ts";

interface Props {
  backend: BackendId;
  accounts: Account[];
  onEdit(account: Account): void;
}

/** The accounts of one backend in the order in which they are taken, which a person may change. */
export function BackendAccounts({ backend, accounts, onEdit }: Props) {
  const queries = useQueryClient();
  const { mutate, variables, isPending } = useMutation({
    mutationFn: putInOrder,
    onError: toastProblem,
    onSettled: () => queries.invalidateQueries(accountsQuery),
  });
  const shown = isPending ? variables : accounts;
  const title = TITLES[backend];
  return (
    <Stack component="section" gap="xs" aria-label={title}>
      <div>
        <Title order={2} size="h5">
          {title}
        </Title>
        {accounts.length > 1 && (
          <Text size="sm" c="dimmed">
            The first that is free is taken.
          </Text>
        )}
      </div>
      <Sortable
        label={`Accounts of ${title}, in order`}
        rows={shown.map((account) => ({
          key: account.id,
          name: account.name,
          content: <AccountCard account={account} onEdit={() => onEdit(account)} />,
        }))}
        onMove={(from, to) => mutate(moved(shown, from, to))}
      />
    </Stack>
  );
}
