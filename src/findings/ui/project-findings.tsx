import { DataTable } from "~/ui/parts/data-table.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { projectFindingsQuery } from "./api.ts";
import { COLUMNS } from "./columns.tsx";

const OF_ONE_PROJECT = COLUMNS.filter(({ name }) => name !== "Project");

/** What audits have found in a project. */
export function ProjectFindings({ project }: { project: string }) {
  return (
    <Pages of={projectFindingsQuery(project)}>
      {(pages) => (
        <DataTable
          label="Findings"
          rows={pages.flatMap(({ findings }) => findings)}
          keyOf={({ id }) => id}
          columns={OF_ONE_PROJECT}
          empty="No audit has found anything here. A trigger from a security template looks."
        />
      )}
    </Pages>
  );
}
