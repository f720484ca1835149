import { Combobox, Group, Modal, Text, TextInput, useCombobox } from "@mantine/core";
import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { type Command, matching } from "./commands.ts";
import { RunForm } from "./run-form.tsx";
import { type Runnable, useCommands } from "./use-commands.ts";

interface PaletteProps {
  onClose(): void;
  showKeys(): void;
}

/** Everything there is to go to and to do, found by typing. */
export function Palette({ onClose, showKeys }: PaletteProps) {
  const [trigger, setTrigger] = useState<Runnable>();
  return (
    <Modal.Root opened onClose={onClose} size={600} yOffset="10vh" transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Go anywhere, run a trigger">
        {trigger ? (
          <RunForm trigger={trigger} onClose={onClose} />
        ) : (
          <Finder onClose={onClose} showKeys={showKeys} runTrigger={setTrigger} />
        )}
      </Modal.Content>
    </Modal.Root>
  );
}

function Finder({ onClose, showKeys, runTrigger }: PaletteProps & { runTrigger: (trigger: Runnable) => void }) {
  const [typed, setTyped] = useState("");
  const combobox = useCombobox({ opened: true });
  const commands = useCommands({ typed, showKeys, runTrigger });
  const groups = matching(commands, typed);
  const first = groups[0]?.[1][0]?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is found first is what Enter does
  useEffect(() => void combobox.selectFirstOption(), [typed, first]);
  const submit = (id: string) => {
    const chosen = commands.find((command) => command.id === id);
    if (!chosen?.asks) onClose();
    void chosen?.run();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={submit}>
      <Combobox.EventsTarget withExpandedAttribute>
        <TextInput
          className="palette-input"
          variant="unstyled"
          size="lg"
          aria-autocomplete="list"
          aria-label="Where to, or what to do"
          placeholder="Where to, or what to do?"
          leftSection={<Search size={18} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
        />
      </Combobox.EventsTarget>
      <Combobox.Options aria-label="What was found" p="xs" className="palette-found">
        {groups.map(([group, found]) => (
          <Combobox.Group label={group} key={group}>
            {found.map((command) => (
              <Option key={command.id} command={command} />
            ))}
          </Combobox.Group>
        ))}
        {groups.length === 0 && <Combobox.Empty>Nothing is called that.</Combobox.Empty>}
      </Combobox.Options>
    </Combobox>
  );
}

function Option({ command: { id, label, hint, icon: Icon } }: { command: Command }) {
  return (
    <Combobox.Option value={id}>
      <Group gap="sm" wrap="nowrap">
        <Icon size={16} aria-hidden className="fixed" />
        <Text size="sm" truncate>
          {label}
        </Text>
        {hint && (
          <Text size="xs" ml="auto" ff="monospace" truncate className="palette-hint" visibleFrom="xs">
            {hint}
          </Text>
        )}
      </Group>
    </Combobox.Option>
  );
}
