import { useQueryClient } from "@tanstack/react-query";
import { ok } from "~/ui/api.ts";
import { EditMenu } from "~/ui/parts/edit-menu.tsx";
import type { Account } from "../model.ts";
import { accountsQuery, api } from "./api.ts";

export function AccountMenu({ account, onEdit }: { account: Account; onEdit(): void }) {
  const { id, name, is_default, running } = account;
  const queries = useQueryClient();
  const remove = async () => {
    await ok(api[":id"].$delete({ param: { id } }));
    await queries.invalidateQueries(accountsQuery);
  };
  const loss = `${running > 0 ? "What runs on it goes on to its end. " : ""}Nothing is started on it any more, and its \
key is forgotten. The directory of its login stays on the server. What it has used stays in the figures.`;
  return <EditMenu name={name} onEdit={onEdit} remove={is_default ? undefined : remove} loss={loss} />;
}
