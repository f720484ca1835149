import { Button, Group, Loader, Stack, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useRowKeys } from "~/ui/keys/use-row-keys.ts";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { listQuery } from "./api.ts";
import type { Picked } from "./bulk.ts";
import { BulkBar } from "./bulk-bar.tsx";
import type { Filter } from "./filter.ts";
import { FilterBar } from "./filter-bar.tsx";
import { LineHits } from "./line-hits.tsx";
import { ExecutionTable } from "./table.tsx";
import { Views } from "./views.tsx";

export function Executions() {
  const filter = useSearch({ from: "/shell/executions" });
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h3">
          Executions
        </Title>
        <Views filter={filter} />
      </Group>
      <FilterBar filter={filter} />
      {/* What was selected of one list means nothing in another. */}
      {filter.text === undefined ? <List key={JSON.stringify(filter)} filter={filter} /> : <LineHits filter={filter} />}
    </Stack>
  );
}

function List({ filter }: { filter: Filter }) {
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    listQuery(filter),
  );
  const [picked, setPicked] = useState<Picked>(new Set<string>());
  const table = useRef<HTMLDivElement>(null);
  useRowKeys(table);
  const rows = data?.pages.flatMap(({ executions }) => executions) ?? [];
  const empty =
    Object.keys(filter).length > 0 ? "None is like that." : "Nothing has run yet. A trigger starts the first one.";
  return (
    <>
      {(picked === "all" || picked.size > 0) && <BulkBar picked={picked} setPicked={setPicked} filter={filter} />}
      {error && <ProblemNote error={error} />}
      <div ref={table}>
        {isPending ? (
          <Loader aria-label="Loading" />
        ) : (
          <ExecutionTable rows={rows} empty={empty} selection={{ picked, setPicked }} />
        )}
      </div>
      {hasNextPage && (
        <Group>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
            Older
          </Button>
        </Group>
      )}
    </>
  );
}
