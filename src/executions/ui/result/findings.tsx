import { Text } from "@mantine/core";
import { SeveritySign } from "~/findings/ui/severity.tsx";
import type { Outcome } from "~/outcomes/index.ts";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { Section } from "~/ui/parts/section.tsx";

type Finding = NonNullable<Outcome["findings"]>[number];

export function Findings({ findings }: { findings: readonly Finding[] }) {
  return (
    <Section title="Findings">
      <DataTable
        label="Findings"
        rows={[...findings.entries()]}
        keyOf={([at]) => String(at)}
        columns={COLUMNS}
        empty="It looked, and found nothing."
      />
    </Section>
  );
}

/** A finding has nothing to be known by but its place. */
const COLUMNS: Column<[at: number, finding: Finding]>[] = [
  { name: "Severity", cell: ([, { severity }]) => <SeveritySign severity={severity} /> },
  {
    name: "What",
    cell: ([, { title, fix }]) => (
      <div className="break">
        {title}
        {fix && (
          <Text size="xs" c="dimmed">
            {fix}
          </Text>
        )}
      </div>
    ),
  },
  { name: "Where", cell: ([, finding]) => <span className="break">{placeOf(finding)}</span> },
];

function placeOf({ project, path, line, package: name, version }: Finding): string {
  const file = path && (line === undefined ? path : `${path}:${line}`);
  const dependency = name && (version === undefined ? name : `${name} ${version}`);
  return [project, file, dependency].filter(Boolean).join(" · ");
}
