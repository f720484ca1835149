import { Menu } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { ok } from "~/ui/api.ts";
import { EditMenu } from "~/ui/parts/edit-menu.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import type { Budget } from "../model.ts";
import { budgets, budgetsQuery } from "./api.ts";

export function BudgetMenu({ budget: { id, name, enabled }, onEdit }: { budget: Budget; onEdit(): void }) {
  const queries = useQueryClient();
  const reload = () => queries.invalidateQueries(budgetsQuery);
  const { mutate: toggle } = useMutation({
    mutationFn: () => ok(budgets[":id"].$patch({ param: { id }, json: { enabled: !enabled } })),
    onError: toastProblem,
    onSettled: reload,
  });
  const remove = async () => {
    await ok(budgets[":id"].$delete({ param: { id } }));
    await reload();
  };
  const Icon = enabled ? Pause : Play;
  return (
    <EditMenu
      name={name}
      onEdit={onEdit}
      remove={remove}
      loss="It caps nothing any more, from the next start on. What was used stays in the figures."
    >
      <Menu.Item leftSection={<Icon size={14} aria-hidden />} onClick={() => toggle()}>
        {enabled ? "Disable" : "Enable"}
      </Menu.Item>
    </EditMenu>
  );
}
