import { Alert, Button, Group, Paper, Text } from "@mantine/core";
import { ProblemNote } from "~/ui/parts/failed.tsx";

interface Props {
  isNew: boolean;
  dirty: boolean;
  saving: boolean;
  error: unknown;
  /** Somebody else has saved it since it was opened here. */
  overtaken: boolean;
  onSave(): void;
  onDiscard(): void;
}

/** Stays in sight while the form is scrolled. */
export function SaveBar({ isNew, dirty, saving, error, overtaken, onSave, onDiscard }: Props) {
  return (
    <Paper withBorder p="sm" className="save-bar no-print" role="group" aria-label="Save">
      {error !== null && <ProblemNote error={error} />}
      {overtaken && (
        <Alert color="orange" mb="sm">
          Somebody else has changed this trigger. Saving writes your changes over theirs; discarding takes what is
          saved.
        </Alert>
      )}
      <Group mt={error === null ? 0 : "sm"}>
        <Button onClick={onSave} loading={saving} disabled={!dirty && !isNew}>
          {isNew ? "Create trigger" : "Save"}
        </Button>
        {!isNew && (
          <Button variant="default" onClick={onDiscard} disabled={!dirty}>
            Discard changes
          </Button>
        )}
        <Text size="sm" c="dimmed" visibleFrom="xs">
          {dirty ? "Not saved yet." : isNew ? "" : "Everything is saved."}
        </Text>
      </Group>
    </Paper>
  );
}
