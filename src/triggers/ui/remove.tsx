import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { toastDone } from "~/ui/parts/toast.tsx";
import { api, type Trigger } from "./api.ts";

export function Remove({ trigger: { id, name } }: { trigger: Trigger }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = async () => {
    await ok(api[":id"].$delete({ param: { id } }));
    await navigate({ to: "/triggers", ignoreBlocker: true });
    toastDone(`${name} is deleted.`);
    await queries.invalidateQueries({ queryKey: ["triggers"] });
  };
  return (
    <ConfirmButton label="Delete" title={`Delete ${name}?`} act={remove} size="sm">
      Nothing starts it any more, and what it is made of is gone. Its executions and the history of its prompt stay.
    </ConfirmButton>
  );
}
