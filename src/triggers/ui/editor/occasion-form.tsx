import { NativeSelect, Stack, Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { deliveryQuery } from "~/deliveries/ui/api.ts";
import { toastProblem } from "~/ui/parts/toast.tsx";
import { deliveriesQuery } from "../api.ts";
import { NO_OCCASION, type Occasion, payloadOf } from "./occasion.ts";

interface Props {
  occasion: Occasion;
  onChange(occasion: Occasion): void;
  /** Whose deliveries are offered: the trigger's own, or all of its source; none for a source that takes none. */
  of: { trigger_id: string } | { source: "webhook" | "github" } | undefined;
}

/** What the prompt is tried with: a past delivery, or what is typed. */
export function OccasionForm({ occasion, onChange, of }: Props) {
  const queries = useQueryClient();
  const { data: deliveries = [] } = useQuery({
    ...deliveriesQuery(of ?? { source: "webhook" }),
    enabled: of !== undefined,
  });
  const choose = async (delivery_id: string) => {
    if (delivery_id === "") return onChange(NO_OCCASION);
    const { body, event } = await queries.fetchQuery(deliveryQuery(delivery_id));
    onChange({ ...NO_OCCASION, delivery_id, payload: JSON.stringify(body, null, 2), event: event ?? undefined });
  };
  const isWrong = occasion.payload.trim() !== "" && payloadOf(occasion) === undefined;
  return (
    <Stack gap="sm">
      {of && (
        <NativeSelect
          label="Try it with"
          value={occasion.delivery_id}
          onChange={(event) => void choose(event.currentTarget.value).catch(toastProblem)}
          data={[
            {
              value: "",
              label: deliveries.length > 0 ? "What is typed below" : "What is typed below (no delivery came yet)",
            },
            ...deliveries.map(({ id, event, status, received_at }) => ({
              value: id,
              label: `${event ?? "delivery"} of ${new Date(received_at).toLocaleString()}, ${status}`,
            })),
          ]}
        />
      )}
      {!of && (
        <Textarea
          label="Message"
          value={occasion.message}
          onChange={(event) => onChange({ ...occasion, message: event.currentTarget.value })}
          autosize
          minRows={1}
          maxRows={6}
        />
      )}
      <Textarea
        label="Payload"
        placeholder="JSON"
        value={occasion.payload}
        error={isWrong && "This is no JSON yet."}
        onChange={(event) => onChange({ ...occasion, payload: event.currentTarget.value })}
        autosize
        minRows={3}
        maxRows={10}
        styles={{ input: { fontFamily: "var(--mono)", fontSize: "var(--mantine-font-size-xs)" } }}
        spellCheck={false}
      />
    </Stack>
  );
}
