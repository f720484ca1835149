import { ActionIcon, Menu, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { EllipsisVertical, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { ok } from "~/ui/api.ts";
import { Confirm } from "~/ui/parts/confirm.tsx";
import type { Account } from "../model.ts";
import { accountsQuery, api } from "./api.ts";

export function AccountMenu({
  account: { id, name, is_default, running },
  onEdit,
}: {
  account: Account;
  onEdit(): void;
}) {
  const queries = useQueryClient();
  const [asking, ask] = useState(false);
  const remove = async () => {
    await ok(api[":id"].$delete({ param: { id } }));
    await queries.invalidateQueries(accountsQuery);
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
          {!is_default && (
            <Menu.Item color="red" leftSection={<Trash2 size={14} aria-hidden />} onClick={() => ask(true)}>
              Delete
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <Confirm title={`Delete ${name}?`} action="Delete" onConfirm={remove} onClose={() => ask(false)}>
          <Text size="sm">
            {running > 0 ? "What runs on it goes on to its end. " : ""}Nothing is started on it any more, and its key is
            forgotten. The directory of its login stays on the server. What it has used stays in the figures.
          </Text>
        </Confirm>
      )}
    </>
  );
}
