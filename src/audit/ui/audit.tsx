import { useSearch } from "@tanstack/react-router";
import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import { paged } from "~/ui/paged.ts";
import { DataTable } from "~/ui/parts/data-table.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Section } from "~/ui/parts/section.tsx";
import type { auditRoutes } from "../routes.ts";
import { COLUMNS } from "./columns.tsx";
import { type AuditFilter, askedBy } from "./filter.ts";
import { FilterBar } from "./filter-bar.tsx";

const api = hc<ReturnType<typeof auditRoutes>>("/admin/audit");
const auditQuery = (filter: AuditFilter) =>
  paged(["audit", filter], (page) => ok(api.index.$get({ query: { ...askedBy(filter), ...page } })));

/** Who did what. */
export function AuditLog() {
  const filter = useSearch({ from: "/shell/settings/audit" });
  return (
    <Section title="Who did what" aside={<FilterBar filter={filter} />}>
      <Pages of={auditQuery(filter)}>
        {(pages) => (
          <DataTable
            label="Audit log"
            rows={pages.flatMap((page) => page.entries)}
            keyOf={({ id }) => id}
            columns={COLUMNS}
            empty={Object.keys(filter).length > 0 ? "No entry is like that." : "Nobody has done anything yet."}
          />
        )}
      </Pages>
    </Section>
  );
}
