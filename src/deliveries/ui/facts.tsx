import { Code } from "@mantine/core";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { bytes } from "~/ui/parts/bytes.ts";
import { Fact, Facts } from "~/ui/parts/fact.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { Delivery } from "../model.ts";
import { vouchedBy } from "./words.ts";

const SOURCES: Record<Delivery["source"], string> = { webhook: "Webhook", github: "GitHub" };

/** Where it came from, when, and who stands for it. */
export function DeliveryFacts({ delivery }: { delivery: Delivery }) {
  const { source, trigger_id, repository, hops } = delivery;
  return (
    <Facts>
      <Fact name="Source">{SOURCES[source]}</Fact>
      {repository && <Fact name="Repository">{repository}</Fact>}
      {trigger_id && (
        <Fact name="Sent to">
          <TriggerName id={trigger_id} />
        </Fact>
      )}
      <Fact name="From">{delivery.address}</Fact>
      <Fact name="Came">
        <Ago at={delivery.received_at} />
      </Fact>
      <Fact name="Vouched for by">{vouchedBy(delivery)}</Fact>
      <Fact name="Size">{bytes(delivery.size)}</Fact>
      {hops > 0 && <Fact name="Hops">{hops} of our own executions led to it</Fact>}
      <Fact name="Id">
        <Code>{delivery.id}</Code>
      </Fact>
      <Fact name="Request">
        <Code>{delivery.request_id}</Code>
      </Fact>
    </Facts>
  );
}
