import { ActionIcon, Button, Group, SegmentedControl, Text, TextInput, Tooltip } from "@mantine/core";
import { Redo2, Save, Undo2, WandSparkles } from "lucide-react";
import { FormButton } from "~/ui/parts/form-dialog.tsx";
import type { Draft } from "./draft.ts";
import { FileMenu } from "./file-menu.tsx";

export type Mode = "canvas" | "table";

interface Props {
  name: string;
  draft: Draft;
  mode: Mode;
  onMode(mode: Mode): void;
  dirty: boolean;
  saving: boolean;
  /** There is something that no version has. */
  unpublished: boolean;
  steps: { undo?: () => void; redo?: () => void };
  onTidy(): void;
  onImport(draft: Draft): void;
  onSave(): void;
  onPublish(note: string | null): Promise<unknown>;
}

/** What is done with a graph as a whole. */
export function Bar(props: Props) {
  const { name, draft, mode, onMode, dirty, saving, unpublished, steps, onTidy, onImport, onSave, onPublish } = props;
  const icons = [
    { label: "Undo", icon: Undo2, act: steps.undo },
    { label: "Redo", icon: Redo2, act: steps.redo },
    { label: "Tidy up", icon: WandSparkles, act: draft.nodes.length > 0 ? onTidy : undefined },
  ];
  return (
    <Group gap="sm" justify="space-between" className="no-print">
      <Group gap="xs">
        <SegmentedControl
          size="xs"
          aria-label="How the graph is shown"
          value={mode}
          onChange={(next) => onMode(next as Mode)}
          data={[
            { value: "canvas", label: "Canvas" },
            { value: "table", label: "Table" },
          ]}
        />
        {icons.map(({ label, icon: Icon, act }) => (
          <Tooltip key={label} label={label}>
            <ActionIcon variant="default" size={30} aria-label={label} disabled={!act} onClick={act}>
              <Icon size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ))}
        <FileMenu name={name} draft={draft} onImport={onImport} />
      </Group>
      <Group gap="xs">
        <Text size="sm" c="dimmed" role="status">
          {dirty ? "Not saved yet" : unpublished ? "Saved as a draft" : ""}
        </Text>
        <Button
          size="sm"
          variant="default"
          leftSection={<Save size={15} aria-hidden />}
          onClick={onSave}
          loading={saving}
          disabled={!dirty || draft.nodes.length === 0}
        >
          Save draft
        </Button>
        <FormButton
          label="Publish"
          title="Publish a version"
          action="Publish"
          button={{ size: "sm", variant: "filled", disabled: !(dirty || unpublished) || draft.nodes.length === 0 }}
          send={async (values) => onPublish(String(values.get("note")) || null)}
        >
          {(field) => (
            <TextInput
              {...field("note")}
              label="Note"
              description="What is new in it. A version never changes again; new runs take the newest."
              data-autofocus
            />
          )}
        </FormButton>
      </Group>
    </Group>
  );
}
