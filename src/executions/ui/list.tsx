import { Group, Stack, Title } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Pages } from "~/ui/parts/pages.tsx";
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
  const [picked, setPicked] = useState<Picked>(new Set<string>());
  const empty =
    Object.keys(filter).length > 0 ? "None is like that." : "Nothing has run yet. A trigger starts the first one.";
  return (
    <>
      {(picked === "all" || picked.size > 0) && <BulkBar picked={picked} setPicked={setPicked} filter={filter} />}
      <Pages of={listQuery(filter)}>
        {(pages) => (
          <ExecutionTable
            rows={pages.flatMap(({ executions }) => executions)}
            empty={empty}
            selection={{ picked, setPicked }}
          />
        )}
      </Pages>
    </>
  );
}
