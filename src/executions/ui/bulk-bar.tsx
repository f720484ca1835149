import { Button, Group, Paper, Text } from "@mantine/core";
import { Ban, RotateCcw } from "lucide-react";
import { useState } from "react";
import { MOST_PICKED, type Picked, type Verb, verbsFor, verbTitle } from "./bulk.ts";
import { BulkDialog } from "./bulk-dialog.tsx";
import type { Filter } from "./filter.ts";

interface BulkBarProps {
  picked: Picked;
  setPicked(picked: Picked): void;
  filter: Filter;
}

const ICONS = { cancel: Ban, retry: RotateCcw } as const;

/** What is done to many at once. */
export function BulkBar({ picked, setPicked, filter }: BulkBarProps) {
  const [verb, setVerb] = useState<Verb>();
  const narrowed = Object.keys(filter).length > 0;
  const tooMany = picked !== "all" && picked.size > MOST_PICKED;
  return (
    <Paper withBorder p="xs" className="bulk-bar no-print" role="group" aria-label="What is selected">
      <Group gap="sm">
        <Text size="sm" fw={600} role="status">
          {picked !== "all" ? `${picked.size} selected` : narrowed ? "All that match are selected" : "All are selected"}
        </Text>
        {verbsFor(picked, filter).map((verb) => (
          <VerbButton key={verb} verb={verb} disabled={tooMany} onClick={() => setVerb(verb)} />
        ))}
        {picked !== "all" && (
          <Button size="xs" variant="subtle" onClick={() => setPicked("all")}>
            {narrowed ? "Select all that match" : "Select all there are"}
          </Button>
        )}
        <Button size="xs" variant="subtle" onClick={() => setPicked(new Set())}>
          Select none
        </Button>
        {tooMany && (
          <Text size="xs" c="dimmed">
            By hand at most {MOST_PICKED} are selected.
          </Text>
        )}
      </Group>
      {verb && (
        <BulkDialog
          {...{ verb, picked, filter }}
          onClose={() => setVerb(undefined)}
          onDone={() => setPicked(new Set())}
        />
      )}
    </Paper>
  );
}

function VerbButton({ verb, disabled, onClick }: { verb: Verb; disabled: boolean; onClick: () => void }) {
  const Icon = ICONS[verb];
  return (
    <Button
      size="xs"
      variant="light"
      color={verb === "cancel" ? "red" : "ink"}
      leftSection={<Icon size={14} aria-hidden />}
      disabled={disabled}
      onClick={onClick}
    >
      {verbTitle(verb)}…
    </Button>
  );
}
