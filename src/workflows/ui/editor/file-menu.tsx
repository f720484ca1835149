import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { FileDown } from "lucide-react";
import { useRef } from "react";
import { toastDone, toastProblem } from "~/ui/parts/toast.tsx";
import type { Draft } from "./draft.ts";
import { download, type Format, read, written } from "./file.ts";

interface Props {
  name: string;
  draft: Draft;
  onImport(draft: Draft): void;
}

/** The graph as a file, out and in. */
export function FileMenu({ name, draft, onImport }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const stem =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 60) || "workflow";
  const save = async (format: Format) => download(`${stem}.${format}`, await written(draft, format));
  const load = async (file: File | undefined) => {
    if (!file) return;
    try {
      onImport(await read(await file.text()));
      toastDone(`${file.name} is in the editor, and not saved yet.`);
    } catch (error) {
      toastProblem(error);
    }
  };
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Tooltip label="Files">
            <ActionIcon variant="default" size={30} aria-label="Files">
              <FileDown size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => save("yaml")}>Export as YAML</Menu.Item>
          <Menu.Item onClick={() => save("json")}>Export as JSON</Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => input.current?.click()}>Import a file</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={input}
        type="file"
        accept=".json,.yaml,.yml"
        aria-label="A file with a graph"
        hidden
        onChange={(event) => {
          void load(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
