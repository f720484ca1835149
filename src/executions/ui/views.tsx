import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Bookmark, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { TextLink } from "~/ui/parts/link.tsx";
import { type Filter, readFilter } from "./filter.ts";
import { useViews } from "./use-views.ts";

export function Views({ filter }: { filter: Filter }) {
  const [opened, { toggle, close }] = useDisclosure();
  const { views, save, remove } = useViews();
  return (
    <Popover opened={opened} onChange={(open) => !open && close()} position="bottom-end" trapFocus withinPortal={false}>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<Bookmark size={14} aria-hidden />} onClick={toggle}>
          Views
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Views" w={280}>
        <Stack gap="xs">
          {views.length === 0 && (
            <Text size="sm" c="dimmed">
              Narrow the list, then keep it here under a name.
            </Text>
          )}
          {views.map((view) => (
            <Group key={view.name} justify="space-between" wrap="nowrap">
              <TextLink
                to="/executions"
                search={readFilter({ ...view.filter })}
                onClick={close}
                size="sm"
                className="break"
              >
                {view.name}
              </TextLink>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={`Remove ${view.name}`}
                onClick={() => remove(view)}
              >
                <X size={14} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          {Object.keys(filter).length > 0 && <SaveForm save={(name) => save({ name, filter })} />}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function SaveForm({ save }: { save: (name: string) => void }) {
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    save(name.trim());
    setName("");
  };
  return (
    <form onSubmit={submit}>
      <Group gap="xs" wrap="nowrap">
        <TextInput
          size="xs"
          flex={1}
          maxLength={60}
          aria-label="Name of the view"
          placeholder="Name of this view"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button size="xs" type="submit">
          Keep
        </Button>
      </Group>
    </form>
  );
}
