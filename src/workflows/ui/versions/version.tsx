import { Group, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { DiffText } from "~/ui/parts/diff-text.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { toastDone } from "~/ui/parts/toast.tsx";
import { formQuery, versionApi, versionQuery, type Workflow } from "../api.ts";
import { StillGraph } from "../graph/still.tsx";
import { patchOf } from "./patch.ts";

/** One version: its graph, and what differs from the one before. */
export function VersionView({ workflow: { id, draft }, number }: { workflow: Workflow; number: number }) {
  const version = useQuery(versionQuery(id, number));
  const before = useQuery(versionQuery(id, number - 1));
  const form = useQuery(formQuery);
  return (
    <Stack gap="sm">
      <Loaded query={version}>
        {(shown) =>
          shown && (
            <StillGraph label={`The graph of version ${number}`} graph={shown.graph} kinds={form.data?.kinds ?? []} />
          )
        }
      </Loaded>
      {version.data && before.data && <Differs before={before.data.graph} after={version.data.graph} number={number} />}
      <Restore {...{ id, number, drafted: draft !== null }} />
    </Stack>
  );
}

function Differs({ before, after, number }: { before: unknown; after: unknown; number: number }) {
  const query = useQuery({
    queryKey: ["patch", before, after],
    queryFn: () => patchOf(before, after),
    gcTime: 0,
  });
  return (
    <Loaded query={query}>
      {(text) => (
        <Stack gap={4}>
          <Text size="xs" c="dimmed">
            {text === "" ? `The same as version ${number - 1}` : `What differs from version ${number - 1}`}
          </Text>
          {text !== "" && <DiffText text={text} />}
        </Stack>
      )}
    </Loaded>
  );
}

function Restore({ id, number, drafted }: { id: string; number: number; drafted: boolean }) {
  const queries = useQueryClient();
  const restore = async () => {
    await ok(versionApi[":id"].versions[":version"].restore.$post({ param: { id, version: String(number) } }));
    await queries.invalidateQueries({ queryKey: ["workflows"] });
    toastDone(`Version ${number} is the draft now.`);
  };
  return (
    <Group>
      <ConfirmButton label="Restore as draft" title={`Make version ${number} the draft?`} act={restore}>
        {drafted
          ? "The draft that is there now is lost. What runs is the newest version still, until the draft is published."
          : "What runs is the newest version still, until the draft is published."}
      </ConfirmButton>
    </Group>
  );
}
