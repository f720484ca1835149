import { Badge, Table, Text } from "@mantine/core";
import type { Outcome } from "~/outcomes/index.ts";
import { Section } from "./section.tsx";

type Finding = NonNullable<Outcome["findings"]>[number];

const COLORS: Record<Finding["severity"], string> = {
  ...{ critical: "red", high: "red", medium: "orange", low: "yellow", info: "gray" },
};

export function Findings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return <Section name="Findings">It looked, and found nothing.</Section>;
  return (
    <Section name="Findings">
      <Table className="cards" verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Severity</Table.Th>
            <Table.Th>What</Table.Th>
            <Table.Th>Where</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {findings.map((finding, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what was found stays in its order
            <Table.Tr key={at}>
              <Table.Td data-name="Severity">
                <Badge variant="light" tt="none" color={COLORS[finding.severity]} miw="max-content">
                  {finding.severity}
                </Badge>
              </Table.Td>
              <Table.Td data-name="What" className="break">
                <div>
                  {finding.title}
                  {finding.fix && (
                    <Text size="xs" c="dimmed">
                      {finding.fix}
                    </Text>
                  )}
                </div>
              </Table.Td>
              <Table.Td data-name="Where" className="break">
                {placeOf(finding)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

function placeOf({ project, path, line, package: name, version }: Finding): string {
  const file = path && (line === undefined ? path : `${path}:${line}`);
  const dependency = name && (version === undefined ? name : `${name} ${version}`);
  return [project, file, dependency].filter(Boolean).join(" · ");
}
