import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { faultsOf } from "~/ui/parts/faults.ts";
import { Loaded } from "~/ui/parts/loaded.tsx";
import type { Chain } from "../model.ts";
import { defaultChainQuery, putDefaultChain } from "./api.ts";
import { ChainEditor } from "./chain-editor.tsx";

/** The chain of whatever names none of its own. */
export function DefaultChain() {
  const query = useQuery(defaultChainQuery);
  return <Loaded query={query}>{({ warnings: _warnings, ...stored }) => <Changing stored={stored} />}</Loaded>;
}

/** What is changed is kept here until it is saved. */
function Changing({ stored }: { stored: Chain }) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Chain | null>(null);
  const { mutate, error, isPending, reset } = useMutation({
    mutationFn: putDefaultChain,
    onSuccess: async () => {
      await queries.invalidateQueries(defaultChainQuery);
      setDraft(null);
    },
  });
  const discard = () => {
    reset();
    setDraft(null);
  };
  return (
    <Stack>
      <Text c="dimmed" size="sm" maw={640}>
        A trigger without a chain of its own runs on its own backend first, and goes on with what stands here of the
        other backends. It holds for what is queued from now on.
      </Text>
      <ChainEditor required value={draft ?? stored} onChange={setDraft} faults={faultsOf(error)} />
      {error && <ProblemNote error={error} />}
      <Group>
        <Button disabled={!draft} loading={isPending} onClick={() => draft && mutate(draft)}>
          Save
        </Button>
        {draft && (
          <Button variant="default" onClick={discard}>
            Discard the changes
          </Button>
        )}
      </Group>
    </Stack>
  );
}
