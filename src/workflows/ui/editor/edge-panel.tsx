import { Button, Group, NativeSelect, Stack, Title } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { portsOf } from "../graph/kinds.tsx";
import { changeEdge, type Draft, type DraftEdge, refusalOf, removeEdges } from "./draft.ts";
import type { Change } from "./use-draft.ts";

interface Props {
  draft: Draft;
  index: number;
  edge: DraftEdge;
  kinds: readonly { kind: string; ports: readonly string[] }[];
  change: Change;
}

/** One way: from where, to where, and on what. */
export function EdgePanel({ draft, index, edge, kinds, change }: Props) {
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h5">
          Way
        </Title>
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          leftSection={<Trash2 size={14} aria-hidden />}
          onClick={() => change((all) => removeEdges(all, [index]))}
        >
          Delete
        </Button>
      </Group>
      <EdgeFields {...{ draft, index, edge, kinds, change }} />
    </Stack>
  );
}

/** The three words of a way; `quiet` where a table's head says what they are. */
export function EdgeFields({ draft, index, edge, kinds, change, quiet }: Props & { quiet?: true }) {
  const kind = draft.nodes.find(({ id }) => id === edge.from)?.kind ?? "";
  const ports = new Set([...portsOf(kind, kinds), "success", edge.when]);
  const ids = draft.nodes.map(({ id }) => id);
  const fields = [
    { name: "from", label: "From", data: ids },
    { name: "when", label: "On", data: [...ports] },
    { name: "to", label: "To", data: ids },
  ] as const;
  const set = (name: keyof DraftEdge, value: string) => {
    const next = { ...edge, [name]: value };
    if (!refusalOf(draft, next, index)) change((all) => changeEdge(all, index, next));
  };
  return fields.map(({ name, label, data }) => (
    <NativeSelect
      key={name}
      size={quiet ? "xs" : "sm"}
      label={quiet ? undefined : label}
      aria-label={quiet ? `${label} of way ${index + 1}` : undefined}
      value={edge[name]}
      // What would be a circle or the same way again is not offered.
      data={data.map((value) => ({
        value,
        label: value,
        disabled: value !== edge[name] && refusalOf(draft, { ...edge, [name]: value }, index) !== undefined,
      }))}
      onChange={(event) => set(name, event.currentTarget.value)}
    />
  ));
}
