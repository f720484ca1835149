import { Button, Group, Loader, Stack, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { listQuery } from "./api.ts";
import { FilterBar } from "./filter-bar.tsx";
import { ExecutionTable } from "./table.tsx";

export function Executions() {
  const filter = useSearch({ from: "/shell/executions" });
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    listQuery(filter),
  );
  const rows = data?.pages.flatMap(({ executions }) => executions) ?? [];
  const empty =
    Object.keys(filter).length > 0 ? "None is like that." : "Nothing has run yet. A trigger starts the first one.";
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h3">
          Executions
        </Title>
        <FilterBar filter={filter} />
      </Group>
      {error && <ProblemNote error={error} />}
      {isPending ? <Loader aria-label="Loading" /> : <ExecutionTable rows={rows} empty={empty} />}
      {hasNextPage && (
        <Group>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
            Older
          </Button>
        </Group>
      )}
    </Stack>
  );
}
