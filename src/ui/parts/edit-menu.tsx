import { ActionIcon, Menu } from "@mantine/core";
import { EllipsisVertical, Pencil, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Confirm } from "./confirm.tsx";

interface Props {
  /** What it is the menu of. */
  name: string;
  onEdit(): void;
  /** Undefined for what cannot be deleted. */
  remove: (() => Promise<unknown>) | undefined;
  /** What follows from its deletion. */
  loss: ReactNode;
  /** Further items. */
  children?: ReactNode;
}

/** What is seldom done with a thing, behind three dots. */
export function EditMenu({ name, onEdit, remove, loss, children }: Props) {
  const [asking, ask] = useState(false);
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
          {children}
          {remove && (
            <Menu.Item color="red" leftSection={<Trash2 size={14} aria-hidden />} onClick={() => ask(true)}>
              Delete
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asking && remove && (
        <Confirm title={`Delete ${name}?`} label="Delete" act={remove} onClose={() => ask(false)}>
          {loss}
        </Confirm>
      )}
    </>
  );
}
