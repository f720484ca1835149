import { Code, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { bytes } from "~/ui/parts/bytes.ts";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { type Look, Sign } from "~/ui/parts/sign.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { WorkLink } from "~/ui/parts/work-link.tsx";
import type { Worktree } from "../model.ts";
import { removeWorktree, worktreeSizeQuery, worktreesQuery } from "./api.ts";

const LOOKS: Record<Worktree["state"], Look> = {
  making: { word: "being made", color: "ink" },
  used: { word: "in use", color: "ink" },
  idle: { word: "idle", color: "teal" },
  keeping: { word: "being put away", color: "yellow" },
  removed: { word: "removed", color: "gray" },
};

export function Worktrees({ project_id }: { project_id: string }) {
  return (
    <Pages of={worktreesQuery(project_id)}>
      {(pages) => (
        <DataTable
          label="Worktrees"
          rows={pages.flatMap(({ worktrees }) => worktrees)}
          keyOf={({ id }) => id}
          columns={columnsOf(project_id)}
          empty="There is none yet. A run makes its own."
        />
      )}
    </Pages>
  );
}

const columnsOf = (project_id: string): Column<Worktree>[] => [
  { name: "Branch", cell: (worktree) => <Branch worktree={worktree} /> },
  {
    name: "Execution",
    cell: ({ execution_id }) =>
      execution_id === null ? "shared by all" : <WorkLink id={execution_id} className="nowrap" />,
  },
  { name: "State", cell: ({ state }) => <Sign {...LOOKS[state]} /> },
  {
    name: "Size",
    cell: (worktree) => worktree.state !== "removed" && <Size project_id={project_id} worktree={worktree} />,
  },
  { name: "Idle since", cell: ({ idle_since }) => idle_since && <Ago at={idle_since} /> },
  {
    name: "Action",
    cell: (worktree) => worktree.state === "idle" && <Remove project_id={project_id} worktree={worktree} />,
  },
];

function Branch({ worktree: { branch, head_sha, base_sha, ref } }: { worktree: Worktree }) {
  const base = base_sha.slice(0, 8);
  return (
    <>
      <Text size="xs" ff="monospace" className="break">
        {branch}
      </Text>
      <Text size="xs" c="dimmed" className="break">
        {head_sha ? `${head_sha.slice(0, 8)} on ${base}` : `at ${base}, nothing kept`}
        {ref && ` · ${ref}`}
      </Text>
    </>
  );
}

interface Props {
  project_id: string;
  worktree: Worktree;
}

function Size({ project_id, worktree: { id, state } }: Props) {
  const { data } = useQuery(worktreeSizeQuery(project_id, id, state));
  return <span className="nowrap tabular">{data ? `${data.whole ? "" : "over "}${bytes(data.bytes)}` : "…"}</span>;
}

function Remove({ project_id, worktree: { id, branch } }: Props) {
  return (
    <ConfirmButton
      label="Remove"
      title="Remove this worktree?"
      size="compact-xs"
      act={() => removeWorktree(project_id, id)}
    >
      Its directory goes. What stands there is kept first, as a commit on <Code>{branch}</Code> in our clone; files that
      git ignores are lost. A later turn of the conversation gets the directory back.
    </ConfirmButton>
  );
}
