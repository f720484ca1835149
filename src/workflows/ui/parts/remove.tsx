import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { toastDone } from "~/ui/parts/toast.tsx";
import { api, type Workflow } from "../api.ts";

export function Remove({ workflow: { id, name } }: { workflow: Workflow }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = async () => {
    await ok(api[":id"].$delete({ param: { id } }));
    await navigate({ to: "/workflows", ignoreBlocker: true });
    toastDone(`${name} is deleted.`);
    await queries.invalidateQueries({ queryKey: ["workflows"] });
  };
  return (
    <ConfirmButton label="Delete" title={`Delete ${name}?`} act={remove} size="sm">
      Its draft and all of its versions are gone. Its runs stay, and those that go on end as they would have.
    </ConfirmButton>
  );
}
