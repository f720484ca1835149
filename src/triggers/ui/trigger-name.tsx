import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { triggerNames } from "./api.ts";

/** What a trigger is called; its id where it has no name any more. */
export function TriggerName({ id }: { id: string }) {
  const { data } = useQuery(triggerNames);
  return (
    <Text inherit span className="break">
      {data?.[id] ?? id}
    </Text>
  );
}
