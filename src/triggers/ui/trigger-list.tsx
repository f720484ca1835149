import { Loader, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Older } from "~/ui/parts/older.tsx";
import { listQuery } from "./api.ts";
import { TriggerTable } from "./table.tsx";

/** The triggers there are, or those whose name holds what is searched for. */
export function TriggerList({ name }: { name: string | undefined }) {
  const navigate = useNavigate({ from: "/triggers" });
  const search = useDebouncedCallback(
    (text: string) => navigate({ search: { name: text || undefined }, replace: true }),
    200,
  );
  const query = useInfiniteQuery({
    ...listQuery(name),
    placeholderData: keepPreviousData,
  });
  const { data, error } = query;
  if (error && !data) return <ProblemNote error={error} />;
  if (!data) return <Loader aria-label="Loading" />;
  const triggers = data.pages.flatMap((page) => page.triggers);
  if (triggers.length === 0 && name === undefined) return <None />;
  return (
    <Stack>
      <TextInput
        aria-label="Search by name"
        placeholder="Search by name"
        leftSection={<Search size={16} aria-hidden />}
        defaultValue={name}
        onChange={(event) => search(event.currentTarget.value)}
        maw={320}
      />
      {triggers.length === 0 && <Text c="dimmed">None is called so.</Text>}
      {data.pages.map(
        (page, i) =>
          page.triggers.length > 0 && (
            <TriggerTable
              key={page.triggers[0]?.id}
              triggers={page.triggers}
              name={name}
              cursor={String(data.pageParams[i] ?? "")}
            />
          ),
      )}
      <Older query={query} />
    </Stack>
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
