import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { ok } from "~/ui/api.ts";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { api, asNode, asSample } from "../api.ts";
import { givenOf, JsonField } from "../parts/json-field.tsx";
import type { DraftNode } from "./draft.ts";
import { Tried } from "./tried.tsx";

interface Props {
  node: DraftNode;
  /** The nodes that would have left something before it. */
  before: string[];
}

/** A button with a form behind it: does what the node would, with values that a person makes up. */
export function TryNode(props: Props) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        className="fixed"
        leftSection={<FlaskConical size={14} aria-hidden />}
        onClick={open}
      >
        Try it
      </Button>
      {opened && <Trial {...props} onClose={close} />}
    </>
  );
}

function Trial({ node, before, onClose }: Props & { onClose(): void }) {
  const [input, setInput] = useState(() => givenOf(null));
  const [left, setLeft] = useState(() =>
    givenOf(Object.fromEntries(before.map((id) => [id, { text: "", data: null }]))),
  );
  const trial = useMutation({
    mutationFn: () =>
      ok(api["try-node"].$post({ json: { node: asNode(node), values: asSample(input.value, left.value) } })),
  });
  return (
    <Modal opened onClose={onClose} title={`Try ${node.id}`} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          trial.mutate();
        }}
      >
        <Stack>
          <JsonField
            label="Input"
            description="What the run would have been given; any JSON, left empty it is null."
            given={input}
            onChange={setInput}
            first
          />
          {before.length > 0 && (
            <JsonField
              label="Nodes before it"
              description="What each of them would have left."
              given={left}
              onChange={setLeft}
            />
          )}
          {trial.error && <ProblemNote error={trial.error} />}
          {trial.data && <Tried tried={trial.data} />}
          <Group justify="space-between">
            <Text size="xs" c="dimmed">
              An agent or a command runs for real, as an execution with the tag test.
            </Text>
            <Button type="submit" loading={trial.isPending} disabled={Boolean(input.wrong ?? left.wrong)}>
              Try it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
