import { Button, Card, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { TextLink } from "~/ui/parts/link.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import type { Snippet } from "../model.ts";
import { snippetsQuery } from "./api.ts";
import { SnippetForm } from "./snippet-form.tsx";

/** The texts that templates share. */
export function SnippetList() {
  const query = useQuery(snippetsQuery);
  const [open, setOpen] = useState<string>();
  return (
    <Loaded query={query}>
      {(snippets) => (
        <Stack maw={860}>
          <Text c="dimmed">
            A snippet is a text that prompts share: each says it as <Code>{"{snippet:name}"}</Code>.
          </Text>
          {open === "new" ? (
            <SnippetForm onDone={() => setOpen(undefined)} />
          ) : (
            <Group>
              <Button variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={() => setOpen("new")}>
                New snippet
              </Button>
            </Group>
          )}
          {snippets.map((snippet) =>
            open === snippet.id ? (
              <SnippetForm key={snippet.id} snippet={snippet} onDone={() => setOpen(undefined)} />
            ) : (
              <Shown key={snippet.id} snippet={snippet} onEdit={() => setOpen(snippet.id)} />
            ),
          )}
        </Stack>
      )}
    </Loaded>
  );
}

function Shown({ snippet: { name, text, used_by }, onEdit }: { snippet: Snippet; onEdit(): void }) {
  return (
    <Card withBorder component="section" aria-label={name}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Title order={2} size="h5" className="break">
            {name}
          </Title>
          <Button size="compact-sm" variant="default" onClick={onEdit} aria-label={`Edit ${name}`}>
            Edit
          </Button>
        </Group>
        <Text size="sm" className="break" lineClamp={4} style={{ whiteSpace: "pre-wrap" }}>
          {text}
        </Text>
        <Group gap="xs">
          <Text size="xs" c="dimmed">
            {used_by.length === 0 ? "No trigger names it." : "Named by"}
          </Text>
          {used_by.map(({ id, name }) => (
            <TextLink key={id} to="/triggers/$id" params={{ id }} size="xs" className="break">
              {name}
            </TextLink>
          ))}
        </Group>
      </Stack>
    </Card>
  );
}
