import { Alert, Stack, Table, Tabs, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { JsonView } from "~/ui/parts/json-view.tsx";
import { size } from "~/ui/parts/size.ts";
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
      <Alert color="gray" title={`It has ${size(delivery.size)}`}>
        This is the beginning of its text. Each trigger was given all of it.
      </Alert>
      <TextBlock label="The beginning of the body">{delivery.body_text}</TextBlock>
    </Stack>
  );
}

function Headers({ headers }: { headers: Record<string, string> }) {
  const all = Object.entries(headers);
  if (all.length === 0) return <Text c="dimmed">It came without any: a person sent it.</Text>;
  return (
    <Table verticalSpacing={4} className="cards" ff="monospace" fz="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Header</Table.Th>
          <Table.Th>Value, as it is kept</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {all.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Td data-name="Header" className="break">
              {name}
            </Table.Td>
            <Table.Td data-name="Value" className="break">
              {value}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
