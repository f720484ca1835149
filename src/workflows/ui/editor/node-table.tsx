import { ActionIcon, Button, Group, Text, Title } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { gistOf, KindIcon } from "../graph/kinds.tsx";
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
      <DataTable
        label="Nodes"
        rows={nodes.slice(0, MOST)}
        keyOf={({ id }) => id}
        columns={columnsOf(props)}
        empty="There is none yet: add one above."
      />
      <Beyond count={nodes.length} what="nodes" />
    </section>
  );
}

const columnsOf = (props: OutlineProps): Column<DraftNode>[] => [
  { name: "Node", cell: (node) => <Name node={node} {...props} /> },
  { name: "Does", cell: (node) => <Does node={node} wrong={props.counts.get(node.id) ?? 0} /> },
  {
    name: "Leads on to",
    cell: ({ id }) => {
      const ways = props.draft.edges.filter(({ from }) => from === id);
      return ways.map(({ to, when }) => (when === "success" ? to : `${to} (${when})`)).join(", ");
    },
  },
  { name: "Delete", quiet: true, cell: ({ id }) => <Delete id={id} {...props} /> },
];

function Name({ node: { id, kind, name }, form, selection, onSelect }: OutlineProps & { node: DraftNode }) {
  const chosen = selection !== undefined && "node" in selection && selection.node === id;
  return (
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
  );
}

function Does({ node, wrong }: { node: DraftNode; wrong: number }) {
  return (
    <>
      <Text size="sm" lineClamp={2} className="break">
        {gistOf(node)}
      </Text>
      {wrong > 0 && (
        <Text size="xs" c="var(--mantine-color-red-light-color)">
          {wrong === 1 ? "one problem" : `${wrong} problems`}
        </Text>
      )}
    </>
  );
}

function Delete({ id, change }: OutlineProps & { id: string }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={`Delete ${id}`}
      onClick={() => change((all) => removeNodes(all, [id]))}
    >
      <Trash2 size={15} aria-hidden />
    </ActionIcon>
  );
}
