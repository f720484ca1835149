import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { sessionQuery } from "~/ui/session.ts";
import type { BrowserSession } from "../model.ts";
import { sessions, sessionsQuery } from "./api.ts";

/** The browsers that are signed in. */
export function Sessions() {
  const { data: own } = useQuery(sessionQuery);
  const others = (
    <ConfirmButton
      size="compact-sm"
      variant="subtle"
      label="Sign out all others"
      title="Sign out all other browsers?"
      act={() => ok(sessions.index.$delete())}
    >
      Whoever is signed in elsewhere needs a key, or a new link, to come back. This browser stays.
    </ConfirmButton>
  );
  return (
    <Section title="Signed-in browsers" aside={others}>
      <Pages of={sessionsQuery}>
        {(pages) => (
          <DataTable
            label="Sessions"
            rows={pages.flatMap((page) => page.sessions)}
            keyOf={({ id }) => id}
            columns={columnsFor(own?.session_id)}
            empty="No browser is signed in."
          />
        )}
      </Pages>
    </Section>
  );
}

const columnsFor = (own: string | null | undefined): Column<BrowserSession>[] => [
  {
    name: "Key",
    cell: ({ id, key_name }) => (
      <Group gap="xs">
        <Text size="sm">{key_name}</Text>
        {id === own && <Sign color="teal" word="this browser" />}
      </Group>
    ),
  },
  { name: "From", cell: ({ address }) => address },
  { name: "Signed in", cell: ({ created_at }) => <Ago at={created_at} /> },
  { name: "Last seen", cell: ({ last_seen_at }) => <Ago at={last_seen_at} /> },
  { name: "Ends", cell: ({ expires_at }) => <Ago at={expires_at} /> },
  {
    name: "Actions",
    quiet: true,
    cell: ({ id, key_name }) => (
      <Group gap="xs" justify="flex-end">
        <TextLink to="/settings/audit" search={{ session_id: id }} size="sm">
          What it did
        </TextLink>
        <ConfirmButton
          size="compact-sm"
          variant="subtle"
          label="Sign out"
          of={key_name}
          title={id === own ? "Sign yourself out?" : "Sign this browser out?"}
          act={() => ok(sessions[":id"].$delete({ param: { id } }))}
        >
          It needs a key, or a new link, to come back.
        </ConfirmButton>
      </Group>
    ),
  },
];
