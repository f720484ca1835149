import { Code, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import type { About } from "../about.ts";

type Setting = About["settings"][number];

/** The environment as the server took it at its start. */
export function ServerSettings({ settings }: { settings: Setting[] }) {
  const [shown, setShown] = useState("environment");
  const rows = settings.filter(({ from }) => shown === "all" || from === shown);
  const choice = (
    <SegmentedControl
      size="xs"
      aria-label="Which settings"
      value={shown}
      onChange={setShown}
      data={[
        { value: "environment", label: "Set" },
        { value: "all", label: "All" },
      ]}
    />
  );
  return (
    <Section title="Settings of the environment" aside={choice}>
      <DataTable
        label="Settings of the environment"
        rows={rows}
        keyOf={({ name }) => name}
        columns={COLUMNS}
        empty="None is set: all are as they are shipped."
      />
    </Section>
  );
}

const COLUMNS: Column<Setting>[] = [
  {
    name: "Setting",
    cell: ({ name, doc }) => (
      <Stack gap={0}>
        <Code className="break" w="fit-content">
          {name}
        </Code>
        <Text size="xs" c="dimmed">
          {doc}
        </Text>
      </Stack>
    ),
  },
  {
    name: "Value",
    cell: ({ value, secret, from }) =>
      secret ? (
        <Sign color="gray" word={from === "environment" ? "secret, set" : "secret, not set"} />
      ) : value ? (
        <Code className="break">{value}</Code>
      ) : (
        "–"
      ),
  },
];
