import { ActionIcon, Card, Group, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import type { BackendId } from "~/backends/index.ts";
import { BACKENDS } from "~/backends/ui/titles.ts";
import type { Entry } from "../model.ts";
import { accountsQuery } from "./api.ts";

interface Props {
  entry: Entry;
  /** Counted from 1. */
  place: number;
  fault: string | undefined;
  onChange(entry: Entry): void;
  onRemove: (() => void) | undefined;
}

/** A backend, under which of its accounts, with which model. */
export function ChainEntry({ entry, place, fault, onChange, onRemove }: Props) {
  const { data: accounts = [] } = useQuery(accountsQuery);
  const own = accounts.filter(({ backend }) => backend === entry.backend);
  const known = entry.account === "any" || own.some(({ id }) => id === entry.account);
  return (
    <Card withBorder padding="xs">
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Group gap="xs" grow preventGrowOverflow={false} flex={1} align="flex-start">
          <NativeSelect
            size="xs"
            miw={120}
            label="Backend"
            aria-label={`Backend of entry ${place}`}
            value={entry.backend}
            onChange={(event) =>
              onChange({ backend: event.currentTarget.value as BackendId, account: "any", model: null })
            }
            data={BACKENDS}
          />
          <NativeSelect
            size="xs"
            miw={140}
            label="Account"
            aria-label={`Account of entry ${place}`}
            value={entry.account}
            error={fault}
            onChange={(event) => onChange({ ...entry, account: event.currentTarget.value })}
            data={[
              { value: "any", label: "Any, in their order" },
              ...own.map(({ id, name }) => ({ value: id, label: name })),
              ...(known ? [] : [{ value: entry.account, label: `${entry.account} (gone)` }]),
            ]}
          />
          <TextInput
            size="xs"
            miw={120}
            label="Model"
            aria-label={`Model of entry ${place}`}
            placeholder="the CLI's own"
            value={entry.model ?? ""}
            onChange={(event) => onChange({ ...entry, model: event.currentTarget.value || null })}
          />
        </Group>
        {onRemove && (
          <ActionIcon variant="subtle" color="gray" size={30} aria-label={`Remove entry ${place}`} onClick={onRemove}>
            <X size={16} aria-hidden />
          </ActionIcon>
        )}
      </Group>
    </Card>
  );
}
