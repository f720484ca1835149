import { Alert, Stack, Tabs, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { bytes } from "~/ui/parts/bytes.ts";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { JsonView } from "~/ui/parts/json-view.tsx";
import { TextBlock } from "~/ui/parts/text-block.tsx";
import type { Delivery } from "../model.ts";
import { Edit } from "./edit.tsx";
import type { Tab } from "./filter.ts";
import { Prompt } from "./prompt.tsx";

/** What was sent, and what would be made of it. */
export function Contents({ delivery }: { delivery: Delivery }) {
  const { tab = "body" } = useSearch({ from: "/shell/deliveries/$id" });
  const navigate = useNavigate({ from: "/deliveries/$id" });
  return (
    <Tabs
      value={tab}
      onChange={(tab) => navigate({ search: { tab: tab as Tab }, replace: true, resetScroll: false })}
      keepMounted={false}
    >
      <Tabs.List>
        <Tabs.Tab value="body">Body</Tabs.Tab>
        <Tabs.Tab value="headers">Headers</Tabs.Tab>
        <Tabs.Tab value="prompt">Prompt</Tabs.Tab>
        <Tabs.Tab value="edit">Replay edited</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="body" pt="sm">
        <Body delivery={delivery} />
      </Tabs.Panel>
      <Tabs.Panel value="headers" pt="sm">
        <Headers headers={delivery.headers} />
      </Tabs.Panel>
      <Tabs.Panel value="prompt" pt="sm">
        <Prompt delivery={delivery} />
      </Tabs.Panel>
      <Tabs.Panel value="edit" pt="sm">
        <Edit delivery={delivery} />
      </Tabs.Panel>
    </Tabs>
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
