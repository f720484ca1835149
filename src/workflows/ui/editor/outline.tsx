import { ActionIcon, Button, Group, Stack, Table, Text, Title } from "@mantine/core";
import { Trash2 } from "lucide-react";
import type { WorkflowForm } from "../api.ts";
import type { Selection } from "../graph/cards.ts";
import { gistOf, KindIcon } from "../graph/kinds.tsx";
import { CardTable } from "../parts/card-table.tsx";
import { type Draft, type DraftNode, removeEdges, removeNodes } from "./draft.ts";
import { EdgeFields } from "./edge-panel.tsx";
import type { Change } from "./use-draft.ts";

interface Props {
  form: WorkflowForm;
  draft: Draft;
  counts: ReadonlyMap<string, number>;
  selection: Selection | undefined;
  onSelect(selection: Selection): void;
  change: Change;
}

/** Beyond so many a table is no help any more. */
const MOST = 200;

/** The same graph in tables, for whoever reads rather than looks: all that the canvas does can be done here. */
export function Outline(props: Props) {
  const { draft } = props;
  return (
    <Stack gap="lg" className="outline">
      <section aria-label="Nodes">
        <Title order={2} size="h5" mb="xs">
          Nodes
        </Title>
        {draft.nodes.length === 0 ? (
          <Text size="sm" c="dimmed">
            There is none yet: add one above.
          </Text>
        ) : (
          <CardTable columns={["Node", "Does", "Leads on to", "Delete"]}>
            {draft.nodes.slice(0, MOST).map((node) => (
              <NodeRow key={node.id} node={node} {...props} />
            ))}
          </CardTable>
        )}
      </section>
      <Ways {...props} />
    </Stack>
  );
}

function NodeRow({ node, form, draft, counts, selection, onSelect, change }: Props & { node: DraftNode }) {
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

function Ways({ form: { kinds }, draft, change }: Props) {
  if (draft.edges.length === 0) return null;
  return (
    <section aria-label="Ways">
      <Title order={2} size="h5" mb="xs">
        Ways
      </Title>
      <Stack component="ul" gap={6} className="way-list">
        {draft.edges.slice(0, MOST).map((edge, index) => (
          <Group component="li" key={`${edge.from} ${edge.to} ${edge.when}`} gap="xs" wrap="nowrap">
            <EdgeFields quiet {...{ draft, index, edge, kinds, change }} />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Delete way ${index + 1}, from ${edge.from} to ${edge.to}`}
              onClick={() => change((all) => removeEdges(all, [index]))}
            >
              <Trash2 size={15} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
      </Stack>
    </section>
  );
}
