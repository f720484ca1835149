import { useQuery } from "@tanstack/react-query";
import { TextLink } from "~/ui/parts/link.tsx";
import { triggerNames } from "./api.ts";

/** What a trigger is called, as the way to its page; its id where it has no name any more. */
export function TriggerName({ id }: { id: string }) {
  return (
    <TextLink to="/triggers/$id" params={{ id }} inherit className="break">
      <TriggerTitle id={id} />
    </TextLink>
  );
}

/** The same within a link that leads elsewhere. */
export function TriggerTitle({ id }: { id: string }) {
  const { data } = useQuery(triggerNames);
  return data?.[id] ?? id;
}
