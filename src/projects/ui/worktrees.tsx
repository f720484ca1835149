import { Code, Loader, Stack, Table, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Older } from "~/ui/parts/older.tsx";
import { type Look, Sign } from "~/ui/parts/sign.tsx";
import { size } from "~/ui/parts/size.ts";
import { CardTable } from "~/ui/parts/table.tsx";
import { Ago } from "~/ui/parts/time.tsx";
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
  const query = useInfiniteQuery(worktreesQuery(project_id));
  if (query.error && !query.data) return <ProblemNote error={query.error} />;
  if (!query.data) return <Loader aria-label="Loading" />;
  const rows = query.data.pages.flatMap(({ worktrees }) => worktrees);
  if (rows.length === 0) return <Text c="dimmed">There is none yet. A run makes its own.</Text>;
  return (
    <Stack>
      <CardTable columns={["Branch", "Execution", "State", "Size", "Idle since", "Action"]}>
        {rows.map((row) => (
          <Row key={row.id} project_id={project_id} row={row} />
        ))}
      </CardTable>
      <Older query={query} />
    </Stack>
  );
}

function Row({ project_id, row }: { project_id: string; row: Worktree }) {
  const { id, branch, base_sha, head_sha, ref, execution_id, state, idle_since } = row;
  return (
    <Table.Tr>
      <Table.Td data-name="Branch">
        <div>
          <Text size="xs" ff="monospace" className="break">
            {branch}
          </Text>
          <Text size="xs" c="dimmed" className="break">
            {head_sha
              ? `${head_sha.slice(0, 8)} on ${base_sha.slice(0, 8)}`
              : `at ${base_sha.slice(0, 8)}, nothing kept`}
            {ref && ` · ${ref}`}
          </Text>
        </div>
      </Table.Td>
      <Table.Td data-name="Execution">
        {execution_id === null ? (
          "shared by all"
        ) : (
          <TextLink to="/executions/$id" params={{ id: execution_id }} ff="monospace" size="xs" className="nowrap">
            {execution_id}
          </TextLink>
        )}
      </Table.Td>
      <Table.Td data-name="State">
        <Sign {...LOOKS[state]} />
      </Table.Td>
      <Table.Td data-name="Size" className="nowrap tabular" data-empty={state === "removed" || undefined}>
        {state !== "removed" && <WorktreeSize project_id={project_id} row={row} />}
      </Table.Td>
      <Table.Td data-name="Idle since" className="nowrap" data-empty={idle_since === null || undefined}>
        {idle_since && <Ago at={idle_since} />}
      </Table.Td>
      <Table.Td data-name="Action" data-empty={state !== "idle" || undefined}>
        {state === "idle" && (
          <ConfirmButton
            label="Remove"
            title="Remove this worktree?"
            size="compact-xs"
            consequences={
              <>
                Its directory goes. What stands there is kept first, as a commit on <Code>{branch}</Code> in our clone;
                files that git ignores are lost. A later turn of the conversation gets the directory back.
              </>
            }
            act={() => removeWorktree(project_id, id)}
          />
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function WorktreeSize({ project_id, row: { id, state } }: { project_id: string; row: Worktree }) {
  const { data } = useQuery(worktreeSizeQuery(project_id, id, state));
  return data ? `${data.whole ? "" : "over "}${size(data.bytes)}` : "…";
}
