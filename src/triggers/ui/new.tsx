import { Stack, Title } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { TriggerEditor } from "./editor/editor.tsx";

export function NewTrigger() {
  const { kind } = useSearch({ from: "/shell/triggers/new" });
  return (
    <Stack>
      <Title order={1} size="h3">
        New trigger
      </Title>
      <TriggerEditor key={kind} kind={kind} />
    </Stack>
  );
}
