import { Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { Plus } from "lucide-react";
import { useRef, useState } from "react";
import { TITLES } from "~/backends/ui/titles.ts";
import type { Faults } from "~/ui/parts/faults.ts";
import { moved } from "~/ui/parts/moved.ts";
import { Sortable } from "~/ui/parts/sortable.tsx";
import type { Chain, Entry } from "../model.ts";
import { ChainEntry } from "./chain-entry.tsx";
import { ChainPolicies } from "./chain-policies.tsx";

interface Props {
  /** Null is the default chain. */
  value: Chain | null;
  onChange(value: Chain | null): void;
  /** It must be a chain: this is the default one itself, which may have no entries. */
  required?: boolean;
  /** What the server said of the chain's fields, such as `entries.0.account`. */
  faults?: Faults;
}

const FRESH: Chain = {
  entries: [{ backend: "claude", account: "any", model: null }],
  on_usage_limit: "hold",
  rotate_accounts: false,
  on_error: { kind: "retry", retries: 3, backoff_ms: 5_000, on: "transient" },
};
const SILENT: Faults = () => undefined;

/** Who may run an execution, in which order, and what a limit or an error makes of it. */
export function ChainEditor({ value, onChange, required, faults = SILENT }: Props) {
  return (
    <Stack gap="md">
      {!required && (
        <SegmentedControl
          aria-label="Which chain"
          value={value ? "own" : "default"}
          onChange={(which) => onChange(which === "own" ? FRESH : null)}
          data={[
            { value: "default", label: "The default chain" },
            { value: "own", label: "A chain of its own" },
          ]}
        />
      )}
      {value && (
        <>
          <Entries
            entries={value.entries}
            fewest={required ? 0 : 1}
            faults={faults}
            onChange={(entries) => onChange({ ...value, entries })}
          />
          <ChainPolicies chain={value} faults={faults} onChange={onChange} />
        </>
      )}
    </Stack>
  );
}

interface EntriesProps {
  entries: Entry[];
  fewest: number;
  faults: Faults;
  onChange(entries: Entry[]): void;
}

function Entries({ entries, fewest, faults, onChange }: EntriesProps) {
  const keys = useRowKeys(entries.length);
  const rows = entries.map((entry, at) => ({
    key: keys.of(at),
    name: `${TITLES[entry.backend]}, entry ${at + 1}`,
    content: (
      <ChainEntry
        entry={entry}
        place={at + 1}
        fault={faults(`entries.${at}`)}
        onChange={(changed) => onChange(entries.with(at, changed))}
        onRemove={
          entries.length > fewest
            ? () => {
                keys.remove(at);
                onChange(entries.toSpliced(at, 1));
              }
            : undefined
        }
      />
    ),
  }));
  const move = (from: number, to: number) => {
    keys.move(from, to);
    onChange(moved(entries, from, to));
  };
  return (
    <Stack gap="xs">
      {entries.length === 0 && <Text c="dimmed">No further backend: what cannot go on waits.</Text>}
      <Sortable label="Who may run it, in order" rows={rows} onMove={move} />
      <Group>
        <Button
          size="xs"
          variant="default"
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => onChange([...entries, { backend: "claude", account: "any", model: null }])}
        >
          Add an entry
        </Button>
      </Group>
    </Stack>
  );
}

/** Entries have no ids: a key that moves along keeps the focus with its row. */
function useRowKeys(count: number) {
  const next = useRef(0);
  const [keys, setKeys] = useState<string[]>([]);
  const fresh = () => `row-${next.current++}`;
  const all = count === keys.length ? keys : Array.from({ length: count }, (_, at) => keys[at] ?? fresh());
  if (all !== keys) setKeys(all);
  return {
    of: (at: number) => all[at] ?? String(at),
    move: (from: number, to: number) => setKeys(moved(all, from, to)),
    remove: (at: number) => setKeys(all.toSpliced(at, 1)),
  };
}
