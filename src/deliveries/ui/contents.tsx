import { Alert, Stack, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { bytes } from "~/ui/parts/bytes.ts";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { JsonView } from "~/ui/parts/json-view.tsx";
import { Tabbed } from "~/ui/parts/tabbed.tsx";
import { TextBlock } from "~/ui/parts/text-block.tsx";
import type { Delivery } from "../model.ts";
import { Edit } from "./edit.tsx";
import { Prompt } from "./prompt.tsx";

/** What was sent, and what would be made of it. */
export function Contents({ delivery }: { delivery: Delivery }) {
  const { tab } = useSearch({ from: "/shell/deliveries/$id" });
  const navigate = useNavigate({ from: "/deliveries/$id" });
  return (
    <Tabbed
      tabs={[
        { name: "body", title: "Body", view: () => <Body delivery={delivery} /> },
        { name: "headers", title: "Headers", view: () => <Headers headers={delivery.headers} /> },
        { name: "prompt", title: "Prompt", view: () => <Prompt delivery={delivery} /> },
        { name: "edit", title: "Replay edited", view: () => <Edit delivery={delivery} /> },
      ]}
      open={tab}
      onOpen={(tab) => navigate({ search: { tab }, replace: true, resetScroll: false })}
    />
  );
}

function Body({ delivery }: { delivery: Delivery }) {
  if (delivery.body_text === null) return <JsonView value={delivery.body} label="Body" />;
  return (
    <Stack gap="xs">
      <Alert color="gray" title={`It has ${bytes(delivery.size)}`}>
        This is the beginning of its text. Each trigger was given all of it.
      </Alert>
      <TextBlock label="The beginning of the body">{delivery.body_text}</TextBlock>
    </Stack>
  );
}

type Header = [name: string, value: string];

function Headers({ headers }: { headers: Record<string, string> }) {
  return (
    <DataTable
      label="Headers"
      rows={Object.entries(headers)}
      keyOf={([name]) => name}
      columns={HEADER_COLUMNS}
      empty="It came without any: a person sent it."
    />
  );
}

const HEADER_COLUMNS: Column<Header>[] = [
  { name: "Header", cell: ([name]) => <Word>{name}</Word> },
  { name: "Value, as it is kept", cell: ([, value]) => <Word>{value}</Word> },
];

function Word({ children }: { children: string }) {
  return (
    <Text size="xs" ff="monospace" className="break">
      {children}
    </Text>
  );
}
