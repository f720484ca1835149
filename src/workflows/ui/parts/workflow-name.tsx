import { useQuery } from "@tanstack/react-query";
import { TextLink } from "~/ui/parts/link.tsx";
import { workflowNames } from "../api.ts";

/** What a workflow is called, as the way to its page; its id where it has no name any more. */
export function WorkflowName({ id }: { id: string }) {
  const { data } = useQuery(workflowNames);
  const found = data?.find((one) => one.id === id);
  return (
    <TextLink to="/workflows/$id" params={{ id }} inherit className="break">
      {found?.name ?? id}
    </TextLink>
  );
}
