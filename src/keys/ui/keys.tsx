import { Code, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { ShownOnce } from "~/ui/parts/shown-once.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { Key, NewKey } from "../model.ts";
import { keys, keysQuery } from "./api.ts";
import { KeyForm } from "./key-form.tsx";

/** Who may call the API. */
export function Keys() {
  const [made, setMade] = useState<NewKey>();
  const columns: Column<Key>[] = [...COLUMNS, { name: "Actions", quiet: true, cell: (key) => actions(key, setMade) }];
  return (
    <Section title="API keys" aside={<KeyForm onMade={setMade} />}>
      {made && <ShownOnce title={`The key ${made.name}`} secret={made.key} onClose={() => setMade(undefined)} />}
      <Pages of={keysQuery}>
        {(pages) => (
          <DataTable
            label="Keys"
            rows={pages.flatMap((page) => page.keys)}
            keyOf={({ id }) => id}
            columns={columns}
            empty="There is no key."
          />
        )}
      </Pages>
    </Section>
  );
}

const COLUMNS: Column<Key>[] = [
  {
    name: "Key",
    cell: ({ name, prefix }) => (
      <Stack gap={0}>
        <Text size="sm">{name}</Text>
        {prefix && <Code w="fit-content">{prefix}…</Code>}
      </Stack>
    ),
  },
  {
    name: "May",
    cell: ({ scopes }) => (
      <Group gap={4}>
        {scopes.map((scope) => (
          <Sign key={scope} color={scope === "admin" ? "orange" : "ink"} word={scope} />
        ))}
      </Group>
    ),
  },
  { name: "Last used", cell: ({ last_used_at }) => (last_used_at ? <Ago at={last_used_at} /> : "never") },
  { name: "Expires", cell: ({ expires_at }) => (expires_at ? <Ago at={expires_at} /> : "never") },
  { name: "Made", cell: ({ created_at }) => <Ago at={created_at} /> },
];

function actions({ id, name }: Key, onMade: (key: NewKey) => void) {
  if (name === "bootstrap")
    return (
      <Text size="xs" c="dimmed" maw={220}>
        The way in when all others are lost: it is changed by AGENTED_API_KEY and a restart.
      </Text>
    );
  const param = { id };
  return (
    <Group gap={4} justify="flex-end">
      <ConfirmButton
        size="compact-sm"
        variant="subtle"
        label="Rotate"
        color="ink"
        of={name}
        title={`Make ${name} anew?`}
        act={async () => onMade(await ok(keys[":id"].rotate.$post({ param })))}
      >
        The old key, the browsers that are signed in with it and its streams end at once. The new one is shown once.
      </ConfirmButton>
      <ConfirmButton
        size="compact-sm"
        variant="subtle"
        label="Revoke"
        of={name}
        title={`Revoke ${name}?`}
        act={() => ok(keys[":id"].$delete({ param }))}
      >
        Whoever uses it is refused from now on; its sessions and streams end. It cannot be brought back.
      </ConfirmButton>
    </Group>
  );
}
