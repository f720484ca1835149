import { ActionIcon, Menu, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { EllipsisVertical, Pause, Pencil, Play, Trash2 } from "lucide-react";
import { useState } from "react";
import { ok } from "~/ui/api.ts";
import { Confirm } from "~/ui/parts/confirm.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import type { Budget } from "../model.ts";
import { budgets, budgetsQuery } from "./api.ts";

export function BudgetMenu({ budget: { id, name, enabled }, onEdit }: { budget: Budget; onEdit(): void }) {
  const queries = useQueryClient();
  const [asking, ask] = useState(false);
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
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="md" aria-label={`More of ${name}`}>
            <EllipsisVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Pencil size={14} aria-hidden />} onClick={onEdit}>
            Edit
          </Menu.Item>
          <Menu.Item
            leftSection={enabled ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
            onClick={() => toggle()}
          >
            {enabled ? "Disable" : "Enable"}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<Trash2 size={14} aria-hidden />} onClick={() => ask(true)}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <Confirm title={`Delete ${name}?`} action="Delete" onConfirm={remove} onClose={() => ask(false)}>
          <Text size="sm">It caps nothing any more, from the next start on. What was used stays in the figures.</Text>
        </Confirm>
      )}
    </>
  );
}
