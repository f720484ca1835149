import { NativeSelect, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PromptText } from "~/triggers/ui/prompt-text.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import type { Delivery } from "../model.ts";
import { promptQuery } from "./api.ts";
import { useTriggers } from "./triggers.ts";

/** The prompt that a trigger, as it is now, would send for this delivery. Nothing is started. */
export function Prompt({ delivery }: { delivery: Delivery }) {
  const triggers = useTriggers(delivery);
  const [chosen, setChosen] = useState<string>();
  const trigger_id = chosen ?? triggers[0]?.value;
  if (trigger_id === undefined) return <Text c="dimmed">There is no trigger. Create one to see its prompt.</Text>;
  return (
    <Stack>
      <NativeSelect
        label="Trigger"
        maw={320}
        value={trigger_id}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={triggers}
      />
      <Rendered id={delivery.id} trigger_id={trigger_id} />
    </Stack>
  );
}

function Rendered({ id, trigger_id }: { id: string; trigger_id: string }) {
  const query = useQuery(promptQuery(id, trigger_id));
  return <Loaded query={query}>{(preview) => <PromptText preview={preview} />}</Loaded>;
}
