import { ActionIcon, Button, Group, Table, Text, Title } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { gistOf, KindIcon } from "../graph/kinds.tsx";
import { CardTable } from "../parts/card-table.tsx";
import { Beyond, MOST } from "./beyond.tsx";
import { type DraftNode, removeNodes } from "./draft.ts";
import type { OutlineProps } from "./outline.tsx";

export function NodeTable(props: OutlineProps) {
  const { nodes } = props.draft;
  return (
    <section aria-label="Nodes">
      <Title order={2} size="h5" mb="xs">
        Nodes
      </Title>
      {nodes.length === 0 ? (
        <Text size="sm" c="dimmed">
          There is none yet: add one above.
        </Text>
      ) : (
        <CardTable columns={["Node", "Does", "Leads on to", "Delete"]}>
          {nodes.slice(0, MOST).map((node) => (
            <NodeRow key={node.id} node={node} {...props} />
          ))}
        </CardTable>
      )}
      <Beyond count={nodes.length} what="nodes" />
    </section>
  );
}

function NodeRow({ node, form, draft, counts, selection, onSelect, change }: OutlineProps & { node: DraftNode }) {
  const { id, kind, name } = node;
  const wrong = counts.get(id) ?? 0;
  const chosen = selection !== undefined && "node" in selection && selection.node === id;
  const ways = draft.edges.filter(({ from }) => from === id);
  return (
    <Table.Tr data-chosen={chosen || undefined}>
      <Table.Td data-name="Node">
        <Group gap="xs" wrap="nowrap" miw={0}>
          <KindIcon kind={kind} size={24} />
          <div>
            <Button
              variant="transparent"
              size="compact-sm"
              px={0}
              ff="monospace"
              className="id-button"
              aria-pressed={chosen}
              onClick={() => onSelect({ node: id })}
            >
              {id}
            </Button>
            <Text size="xs" c="dimmed" className="break">
              {name || form.kinds.find((one) => one.kind === kind)?.title}
            </Text>
          </div>
        </Group>
      </Table.Td>
      <Table.Td data-name="Does">
        <Text size="sm" lineClamp={2} className="break">
          {gistOf(node)}
        </Text>
        {wrong > 0 && (
          <Text size="xs" c="var(--mantine-color-red-light-color)">
            {wrong === 1 ? "one problem" : `${wrong} problems`}
          </Text>
        )}
      </Table.Td>
      <Table.Td data-name="Leads on to" data-empty={ways.length === 0 || undefined}>
        <Text size="sm" className="break">
          {ways.map(({ to, when }) => (when === "success" ? to : `${to} (${when})`)).join(", ")}
        </Text>
      </Table.Td>
      <Table.Td data-name="" w={44}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Delete ${id}`}
          onClick={() => change((all) => removeNodes(all, [id]))}
        >
          <Trash2 size={15} aria-hidden />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  );
}
