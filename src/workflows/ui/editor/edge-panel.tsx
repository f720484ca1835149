import { Button, Group, NativeSelect, Stack, Title } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { useReducer } from "react";
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
  const ids = () => draft.nodes.map(({ id }) => id);
  const fields = [
    { name: "from", label: "From", values: ids },
    { name: "when", label: "On", values: () => [...new Set([...portsOf(kind, kinds), "success", edge.when])] },
    { name: "to", label: "To", values: ids },
  ] as const;
  const refuses = (next: DraftEdge) => refusalOf(draft, next, index) !== undefined;
  return fields.map(({ name, label, values }) => (
    <Word
      key={name}
      size={quiet ? "xs" : "sm"}
      label={quiet ? undefined : label}
      aria-label={quiet ? `${label} of way ${index + 1}` : undefined}
      value={edge[name]}
      // What would be a circle or the same way again is not offered.
      offers={() =>
        values().map((value) => ({ value, disabled: value !== edge[name] && refuses({ ...edge, [name]: value }) }))
      }
      onChange={(value) => {
        const next = { ...edge, [name]: value };
        if (!refuses(next)) change((all) => changeEdge(all, index, next));
      }}
    />
  ));
}

interface WordProps {
  size: "xs" | "sm";
  label: string | undefined;
  "aria-label": string | undefined;
  value: string;
  offers(): { value: string; disabled: boolean }[];
  onChange(value: string): void;
}

/** Finds out what it offers when somebody is about to choose: hundreds of ways between hundreds of nodes take seconds. */
function Word({ value, offers, onChange, ...shown }: WordProps) {
  const [asked, ask] = useReducer(() => true, false);
  const offered = asked ? offers() : [{ value, disabled: false }];
  return (
    <NativeSelect
      {...shown}
      value={value}
      data={offered.map((offer) => ({ ...offer, label: offer.value }))}
      onPointerDown={ask}
      onFocus={ask}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
