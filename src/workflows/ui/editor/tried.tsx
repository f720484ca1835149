import { Group, Stack, Text } from "@mantine/core";
import { JsonView } from "~/ui/parts/json-view.tsx";
import { WorkLink } from "~/ui/parts/work-link.tsx";
import type { TriedNode } from "../api.ts";
import { RunStatusBadge } from "../parts/run-status.tsx";
import { Left } from "../run/left.tsx";

const WOULD: Record<TriedNode["does"], string> = {
  done: "It has ended.",
  execution: "It runs as an execution:",
  wait: "It would wait.",
  run: "It would run the workflow with this input.",
  items: "It would do each of these.",
  other: "Only a run can tell what it would do.",
};

/** What came of a node that was tried. */
export function Tried({ tried }: { tried: TriedNode }) {
  const { does, status, detail, port, text, data, execution_id } = tried;
  return (
    <Stack gap="xs" role="status" aria-label="What came of it">
      <Group gap="xs">
        {status && <RunStatusBadge status={status} />}
        <Text size="sm">{WOULD[does]}</Text>
        {execution_id && <WorkLink id={execution_id} size="sm" />}
        {port && <Text size="sm">{`It goes on by ${port}.`}</Text>}
      </Group>
      {detail && (
        <Text size="sm" className="break">
          {detail}
        </Text>
      )}
      {does === "done" ? (
        <Left row={{ text, data, given: null }} />
      ) : (
        <>
          {text && <Text className="break">{text}</Text>}
          {data !== null && data !== undefined && <JsonView value={data} label="Data" />}
        </>
      )}
    </Stack>
  );
}
