import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { faultsIn } from "~/ui/parts/faults.ts";
import { Folded } from "~/ui/parts/folded.tsx";
import type { Value } from "~/ui/parts/schema-form/schema.ts";
import { SchemaForm } from "~/ui/parts/schema-form/schema-form.tsx";
import type { WorkflowForm } from "../api.ts";
import { KindIcon, lookOf } from "../graph/kinds.tsx";
import { before } from "./before.ts";
import { changeNode, type Draft, type DraftNode, removeNodes } from "./draft.ts";
import { fieldsOf, schemaOf, withStep } from "./node-schema.ts";
import { offersFor, ownFields } from "./own-fields.tsx";
import type { Problems } from "./problems.ts";
import { TryNode } from "./try-node.tsx";
import type { Change } from "./use-draft.ts";
import { WaysOn } from "./ways-on.tsx";

interface Props {
  form: WorkflowForm;
  draft: Draft;
  node: DraftNode;
  problems: Problems;
  change: Change;
  onRenamed(id: string): void;
}

/** All that a node says, in the form that the schema of its kind makes. */
export function NodePanel({ form, draft, node, problems, change, onRenamed }: Props) {
  const { id, kind } = node;
  const schema = schemaOf(kind, form.schema);
  const path = `nodes.${draft.nodes.indexOf(node)}`;
  const title = form.kinds.find((one) => one.kind === kind)?.title ?? kind;
  const taken = draft.nodes.flatMap((one) => (one === node ? [] : one.id));
  const earlier = before(draft, id);
  const own = ownFields(path, { taken, offers: offersFor(earlier, draft.input_schema) });
  const set = (value: Value) => {
    const next = withStep(value as DraftNode);
    change((all) => changeNode(all, id, next), next.id === id ? `node ${id}` : undefined);
    if (next.id !== id) onRenamed(next.id);
  };
  const { main, more } = schema ? fieldsOf(schema) : { main: [], more: [] };
  const shared = {
    ...{ root: form.schema, faults: faultsIn(problems), own, schema, path, value: node, onChange: set },
    hidden: ["id", "name", "optional", "at"].map((name) => `${path}.each.${name}`),
  };
  return (
    <Stack gap="md">
      <div>
        <Group justify="space-between" gap="xs" mb={4}>
          <Group gap="sm" wrap="nowrap">
            <KindIcon kind={kind} size={34} />
            <Title order={2} size="h5">
              {title}
            </Title>
          </Group>
          <Group gap={4} wrap="nowrap">
            <TryNode node={node} before={earlier} />
            <Button
              size="compact-sm"
              variant="subtle"
              color="red"
              leftSection={<Trash2 size={14} aria-hidden />}
              onClick={() => change((all) => removeNodes(all, [id]))}
            >
              Delete
            </Button>
          </Group>
        </Group>
        <Text size="xs" c="dimmed">
          {lookOf(kind).about}
        </Text>
      </div>
      <SchemaForm {...shared} fields={main} />
      <WaysOn draft={draft} node={node} kinds={form.kinds} change={change} />
      {more.length > 0 && <Folded summary="More">{() => <SchemaForm {...shared} fields={more} />}</Folded>}
    </Stack>
  );
}
