import { Loader, Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { listQuery } from "~/executions/ui/api.ts";
import { ExecutionTable } from "~/executions/ui/table.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { Older } from "~/ui/parts/older.tsx";

export function Runs({ project_id }: { project_id: string }) {
  const query = useInfiniteQuery(listQuery({ project_id }, 20));
  if (query.error && !query.data) return <ProblemNote error={query.error} />;
  if (!query.data) return <Loader aria-label="Loading" />;
  const rows = query.data.pages.flatMap(({ executions }) => executions);
  return (
    <Stack>
      <ExecutionTable
        rows={rows}
        empty="Nothing has run here yet. A trigger that names this project starts the first."
      />
      <Older query={query} />
    </Stack>
  );
}
