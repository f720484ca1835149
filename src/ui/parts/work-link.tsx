import type { AnchorProps } from "@mantine/core";
import { TextLink } from "./link.tsx";

/** The page of an execution or of a workflow's run: an id says what it is of. */
export function placeOf(id: string) {
  return { to: id.startsWith("run-") ? "/runs/$id" : "/executions/$id", params: { id } } as const;
}

/** An id that leads there. */
export function WorkLink({ id, ...looks }: { id: string } & Pick<AnchorProps, "size" | "display" | "className">) {
  return (
    <TextLink {...placeOf(id)} ff="monospace" size="xs" {...looks}>
      {id}
    </TextLink>
  );
}
