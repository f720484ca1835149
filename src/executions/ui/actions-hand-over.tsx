import { ok } from "~/ui/api.ts";
import { Confirm } from "~/ui/parts/confirm.tsx";
import type { Execution } from "../model.ts";
import { api } from "./api.ts";

/** Ends the attempt that runs, for the next of the chain to go on. */
export function HandOver({ execution: { id, chain }, onClose }: { execution: Execution; onClose: () => void }) {
  const act = () => ok(api[":id"]["hand-over"].$post({ param: { id } }));
  const names = chain.entries.map(({ backend, model }) => (model ? `${backend} (${model})` : backend));
  return (
    <Confirm title="Hand it over now?" label="Hand it over" color="ink" act={act} onClose={onClose}>
      What runs now is ended in the middle of its step. The next one of the chain goes on with the conversation, or with
      the task and what was said of it where it is another CLI. The chain is {names.join(", then ")}.
    </Confirm>
  );
}
