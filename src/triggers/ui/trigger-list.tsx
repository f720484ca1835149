import { Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { TextLink } from "~/ui/parts/link.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { listQuery } from "./api.ts";
import { TriggerTable } from "./table.tsx";

/** The triggers there are, or those whose name holds what is searched for. */
export function TriggerList({ name }: { name: string | undefined }) {
  return (
    <Pages of={listQuery(name)}>
      {(pages) => {
        const isEmpty = pages.every(({ triggers }) => triggers.length === 0);
        if (isEmpty && name === undefined) return <None />;
        return (
          <Stack>
            <SearchByName name={name} />
            {pages.map(({ triggers }, at) => (
              <TriggerTable
                key={triggers[0]?.id}
                triggers={triggers}
                name={name}
                cursor={pages[at - 1]?.next_cursor ?? ""}
              />
            ))}
          </Stack>
        );
      }}
    </Pages>
  );
}

function SearchByName({ name }: { name: string | undefined }) {
  const navigate = useNavigate({ from: "/triggers" });
  const search = useDebouncedCallback(
    (text: string) => navigate({ search: { name: text || undefined }, replace: true }),
    200,
  );
  return (
    <TextInput
      aria-label="Search by name"
      placeholder="Search by name"
      leftSection={<Search size={16} aria-hidden />}
      defaultValue={name}
      onChange={(event) => search(event.currentTarget.value)}
      maw={320}
    />
  );
}

function None() {
  return (
    <Stack align="flex-start" gap="xs">
      <Text>A trigger says what starts a CLI, and what it is asked. There is none yet.</Text>
      <TextLink to="/triggers" search={{ show: "templates" }}>
        Begin with a template
      </TextLink>
      <TextLink to="/triggers/new">Write one of your own</TextLink>
    </Stack>
  );
}
