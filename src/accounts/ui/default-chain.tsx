import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { faultsOf } from "~/ui/parts/faults.ts";
import type { Chain } from "../model.ts";
import { defaultChainQuery, putDefaultChain } from "./api.ts";
import { ChainEditor } from "./chain-editor.tsx";

/** The chain of whatever names none of its own. What is changed is kept here until it is saved. */
export function DefaultChain() {
  const { data, error: unread } = useQuery(defaultChainQuery);
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Chain | null>(null);
  const { mutate, error, isPending, reset } = useMutation({
    mutationFn: putDefaultChain,
    onSuccess: async () => {
      await queries.invalidateQueries(defaultChainQuery);
      setDraft(null);
    },
  });
  if (unread && !data) return <ProblemNote error={unread} />;
  if (!data) return <Loader aria-label="Loading" />;
  const { warnings: _warnings, ...stored } = data;
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
