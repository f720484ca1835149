import { Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { TextLink } from "~/ui/parts/link.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import type { Delivery } from "../model.ts";
import { deliveryQuery } from "./api.ts";
import { Contents } from "./contents.tsx";
import { DeliveryFacts } from "./facts.tsx";
import { ReplayButton } from "./replay.tsx";
import { DeliveryStatus } from "./status.tsx";
import { Verdicts } from "./verdicts.tsx";
import { sentence, titleOf } from "./words.ts";

export function DeliveryPage() {
  const { id } = useParams({ from: "/shell/deliveries/$id" });
  const query = useQuery(deliveryQuery(id));
  return (
    <Loaded query={query}>
      {(delivery) => (
        <Stack>
          <Header delivery={delivery} />
          <Verdicts delivery={delivery} />
          <Contents key={delivery.id} delivery={delivery} />
        </Stack>
      )}
    </Loaded>
  );
}

function Header({ delivery }: { delivery: Delivery }) {
  return (
    <Stack gap={6}>
      <Group justify="space-between" align="flex-start">
        <Group gap="sm">
          <Title order={1} size="h4" className="break">
            {titleOf(delivery)}
          </Title>
          <DeliveryStatus status={delivery.status} />
        </Group>
        <ReplayButton delivery={delivery} />
      </Group>
      <Text className="break">{sentence(delivery.why)}</Text>
      <Dedupe delivery={delivery} />
      <DeliveryFacts delivery={delivery} />
    </Stack>
  );
}

/** By what it is known again, and what it was known as: the first one, or the one that a person plays again. */
function Dedupe({ delivery: { dedupe, duplicate_of, replay_of, status } }: { delivery: Delivery }) {
  const earlier = duplicate_of ?? replay_of;
  return (
    <Text size="sm" c="dimmed" className="break">
      {status !== "duplicate" && `Repetitions: ${sentence(dedupe.why)} `}
      {earlier && (
        <TextLink to="/deliveries/$id" params={{ id: earlier }} size="sm" underline="always">
          {duplicate_of ? "To the first one" : "To the one that is played again"}
        </TextLink>
      )}
    </Text>
  );
}
