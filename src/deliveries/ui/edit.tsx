import { Button, Group, NativeSelect, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { readJson } from "~/ui/parts/json-lines.ts";
import type { Delivery } from "../model.ts";
import { useReplay } from "./replay.tsx";
import { useTriggers } from "./triggers.ts";

/** Sends it once more with another body, to all of its triggers or to one. */
export function Edit({ delivery }: { delivery: Delivery }) {
  const [text, setText] = useState(() => JSON.stringify(delivery.body, null, 2));
  const [trigger_id, setTrigger] = useState("");
  const [wrong, setWrong] = useState<string>();
  const { mutate, error, isPending } = useReplay(delivery.id);
  const triggers = useTriggers(delivery);
  if (delivery.body_text !== null)
    return (
      <Text c="dimmed">It is too long to be edited here. It can be replayed as it came, or edited by the API.</Text>
    );
  const send = () => {
    const read = readJson(text);
    setWrong("wrong" in read ? read.wrong : undefined);
    if ("value" in read) mutate({ payload: read.value, ...(trigger_id && { trigger_id }) });
  };
  return (
    <Stack>
      {error !== null && <ProblemNote error={error} />}
      <Textarea
        label="Body"
        description="It becomes a delivery of its own. Who stands for it is you; what its sender may not do, it may not."
        rows={14}
        resize="vertical"
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mono)", fontSize: 12.5 } }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={wrong}
      />
      <Group align="flex-end">
        <NativeSelect
          label="Hold it against"
          value={trigger_id}
          onChange={(event) => setTrigger(event.currentTarget.value)}
          data={[{ value: "", label: "All of its triggers" }, ...triggers]}
        />
        <Button loading={isPending} onClick={send}>
          Replay with this body
        </Button>
      </Group>
    </Stack>
  );
}
