import { listQuery } from "~/executions/ui/api.ts";
import { ExecutionTable } from "~/executions/ui/table.tsx";
import { Pages } from "~/ui/parts/pages.tsx";

export function Runs({ project_id }: { project_id: string }) {
  return (
    <Pages of={listQuery({ project_id }, 20)}>
      {(pages) => (
        <ExecutionTable
          rows={pages.flatMap(({ executions }) => executions)}
          empty="Nothing has run here yet. A trigger that names this project starts the first."
        />
      )}
    </Pages>
  );
}
