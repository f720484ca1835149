import { Loader, Mark, NativeSelect, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { TextBlock } from "~/ui/parts/text-block.tsx";
import type { Delivery } from "../model.ts";
import { promptQuery } from "./api.ts";
import { partsOf } from "./marked.ts";
import { useTriggers } from "./triggers.ts";

/** The prompt that a trigger, as it is now, would send for this delivery. */
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
  const { data, error } = useQuery(promptQuery(id, trigger_id));
  if (error) return <ProblemNote error={error} />;
  if (!data) return <Loader size="sm" aria-label="Loading" />;
  return (
    <Stack gap="xs">
      {data.warnings.map((warning) => (
        <Text key={warning} size="sm" className="break">
          {warning}
        </Text>
      ))}
      <TextBlock label="The prompt">
        {partsOf(data).map(({ start, text, placeholder }) =>
          placeholder === undefined ? (
            text
          ) : (
            <Mark key={start} title={`{${placeholder}}`}>
              {text}
            </Mark>
          ),
        )}
      </TextBlock>
      <Text size="xs" c="dimmed">
        Marked is what comes from outside. Nothing is started.
      </Text>
    </Stack>
  );
}
