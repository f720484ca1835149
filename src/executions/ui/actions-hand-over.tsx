import { Text } from "@mantine/core";
import { ok } from "~/ui/api.ts";
import type { Execution } from "../model.ts";
import { ActDialog } from "./actions-dialog.tsx";
import { api } from "./api.ts";

/** Ends the attempt that runs, for the next of the chain to go on. */
export function HandOver({ execution: { id, chain }, onClose }: { execution: Execution; onClose: () => void }) {
  const act = () => ok(api[":id"]["hand-over"].$post({ param: { id } }));
  const names = chain.entries.map(({ backend, model }) => (model ? `${backend} (${model})` : backend));
  return (
    <ActDialog title="Hand it over now?" word="Hand it over" act={act} onClose={onClose}>
      {() => (
        <Text size="sm">
          What runs now is ended in the middle of its step. The next one of the chain goes on with the conversation, or
          with the task and what was said of it where it is another CLI. The chain is {names.join(", then ")}.
        </Text>
      )}
    </ActDialog>
  );
}
