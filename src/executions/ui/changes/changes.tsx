import { Button, Code, Group, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Copy, Download } from "lucide-react";
import { ProblemError, sentenceOf } from "~/ui/api.ts";
import { CopyButton } from "~/ui/parts/copy-button.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import type { Execution, ExecutionDiff } from "../../model.ts";
import { diffQuery } from "../api.ts";
import { Counts } from "./counts.tsx";
import { FileChange } from "./file.tsx";
import { filesOf } from "./files.ts";

/** The files behind these are folded. */
const MOST_OPEN = 20;

/** What the run left in its worktree, file by file. */
export function Changes({ execution: { id } }: { execution: Execution }) {
  const { data, error } = useQuery(diffQuery(id));
  if (error instanceof ProblemError && error.problem.status === 404) return <Text c="dimmed">{sentenceOf(error)}</Text>;
  if (error) return <ProblemNote error={error} />;
  if (!data) return <Loader aria-label="Loading" />;
  if (data.files.length === 0) return <Text c="dimmed">It changed no file.</Text>;
  const files = filesOf(data);
  return (
    <Stack gap="xs">
      <Summary id={id} diff={data} />
      {files.map((file, at) => (
        <FileChange key={file.path} file={file} open={at < MOST_OPEN} />
      ))}
      {data.cut && (
        <Text size="sm" c="dimmed">
          There is more than is kept: the last files are left out. All of it is on the branch <Code>{data.branch}</Code>
          .
        </Text>
      )}
    </Stack>
  );
}

function Summary({ id, diff }: { id: string; diff: ExecutionDiff }) {
  const { files_changed, insertions, deletions, branch, base_sha } = diff;
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm" className="break">
        {files_changed.toLocaleString("en")} {files_changed === 1 ? "file" : "files"},{" "}
        <Counts insertions={insertions} deletions={deletions} /> on <Code>{branch}</Code> since{" "}
        <Code>{base_sha.slice(0, 10)}</Code>
      </Text>
      <Group gap="xs" className="no-print">
        <CopyButton
          text={diff.text}
          label="Copy patch"
          size="compact-sm"
          leftSection={<Copy size={14} aria-hidden />}
        />
        <Button
          component="a"
          href={`/admin/executions/${id}/patch`}
          size="compact-sm"
          variant="default"
          leftSection={<Download size={14} aria-hidden />}
        >
          Download
        </Button>
      </Group>
    </Group>
  );
}
