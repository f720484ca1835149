import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { WorkLink } from "~/ui/parts/work-link.tsx";
import type { BudgetWithEvents } from "../model.ts";
import { budgetQuery } from "./api.ts";

const DID: Record<BudgetWithEvents["events"][number]["kind"], string> = {
  warned: "Warned",
  refused: "Started nothing",
  stopped: "Stopped",
  asked: "Asked a person",
};

/** What a budget has done, asked for when somebody wants to see it. */
export function BudgetEvents({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  const { data, error } = useQuery({ ...budgetQuery(id), enabled: open });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What it did</summary>
      {error && !data && <ProblemNote error={error} />}
      {data?.events.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing yet.
        </Text>
      )}
      <Stack component="ol" gap="xs" m={0} mt="xs" p={0}>
        {data?.events.map(({ kind, at, detail, execution_id }) => (
          <Stack component="li" gap={0} key={`${at} ${kind} ${execution_id}`} style={{ listStyle: "none" }}>
            <Text size="sm">
              {DID[kind]} <Ago at={at} />
            </Text>
            <Text size="xs" c="dimmed" className="break">
              {detail}
            </Text>
            {execution_id && <WorkLink id={execution_id} />}
          </Stack>
        ))}
      </Stack>
    </details>
  );
}
