import { ActionIcon, Button, Fieldset, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { ArrowRight, Plus, X } from "lucide-react";
import { useState } from "react";
import { portsOf } from "../graph/kinds.tsx";
import { addEdge, type Draft, type DraftNode, refusalOf, removeEdges } from "./draft.ts";
import type { Change } from "./use-draft.ts";

interface Props {
  draft: Draft;
  node: DraftNode;
  kinds: readonly { kind: string; ports: readonly string[] }[];
  change: Change;
}

/** Where a node leads: the same that is drawn between points of the canvas, for whoever does not draw. */
export function WaysOn({ draft, node: { id, kind }, kinds, change }: Props) {
  const ports = portsOf(kind, kinds);
  const [when, setWhen] = useState(ports[0] ?? "success");
  const [to, setTo] = useState("");
  const others = draft.nodes.flatMap((one) => (one.id === id ? [] : one.id));
  const edge = { from: id, to, when };
  const refusal = to === "" ? undefined : refusalOf(draft, edge);
  const own = draft.edges.flatMap((one, i) => (one.from === id ? { ...one, i } : []));
  const join = () => {
    change((all) => addEdge(all, edge));
    setTo("");
  };
  return (
    <Fieldset legend="Leads on to">
      <Stack gap="xs">
        {own.length === 0 && (
          <Text size="sm" c="dimmed">
            Nothing follows it yet.
          </Text>
        )}
        {own.map(({ to, when, i }) => (
          <Group key={`${to} ${when}`} gap="xs" wrap="nowrap">
            <Text size="sm" c="dimmed" className="nowrap">
              {when}
            </Text>
            <ArrowRight size={14} aria-hidden className="fixed" />
            <Text size="sm" ff="monospace" className="break">
              {to}
            </Text>
            <ActionIcon
              ml="auto"
              size={24}
              variant="subtle"
              color="gray"
              aria-label={`Remove the way to ${to} on ${when}`}
              onClick={() => change((all) => removeEdges(all, [i]))}
            >
              <X size={14} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        {others.length > 0 && (
          <Group gap="xs" wrap="nowrap" align="flex-start">
            <NativeSelect
              size="xs"
              flex="0 0 104px"
              aria-label="On what it leads on"
              value={when}
              onChange={(event) => setWhen(event.currentTarget.value)}
              data={ports}
            />
            <NativeSelect
              size="xs"
              flex={1}
              aria-label="Where it leads"
              value={to}
              error={refusal}
              onChange={(event) => setTo(event.currentTarget.value)}
              data={[{ value: "", label: "To …" }, ...others]}
            />
            <Button
              size="xs"
              variant="default"
              px={8}
              aria-label="Add the way"
              disabled={to === "" || refusal !== undefined}
              onClick={join}
            >
              <Plus size={15} aria-hidden />
            </Button>
          </Group>
        )}
      </Stack>
    </Fieldset>
  );
}
