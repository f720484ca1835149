import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { ok } from "~/ui/api.ts";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import { api, scheduleQuery } from "./api.ts";
import { Counts } from "./counts.tsx";
import { Upcoming } from "./outlook.tsx";

/** When a trigger comes due next, and the way to pause that. */
export function ScheduleCard({ id }: { id: string }) {
  const query = useQuery(scheduleQuery(id));
  return (
    <Loaded query={query}>
      {(schedule) => (
        <Stack gap="sm">
          <Group justify="space-between">
            <Text size="sm">
              {schedule.paused_at ? (
                <>
                  Paused <Ago at={schedule.paused_at} />: nothing comes due.
                </>
              ) : schedule.next_run_at ? (
                <>
                  Next <Ago at={schedule.next_run_at} />
                </>
              ) : (
                "Nothing comes due while it is off."
              )}
            </Text>
            <PauseButton id={id} paused={schedule.paused_at !== null} />
          </Group>
          <Counts counts={schedule.counts} />
          <Upcoming outlook={schedule} />
        </Stack>
      )}
    </Loaded>
  );
}

function PauseButton({ id, paused }: { id: string; paused: boolean }) {
  const queries = useQueryClient();
  const param = { id };
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      ok(paused ? api[":id"].schedule.resume.$post({ param }) : api[":id"].schedule.pause.$post({ param })),
    onError: toastProblem,
    onSuccess: (schedule) => queries.setQueryData(scheduleQuery(id).queryKey, schedule),
  });
  const Icon = paused ? Play : Pause;
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Icon size={14} aria-hidden />}
      loading={isPending}
      onClick={() => mutate()}
    >
      {paused ? "Resume" : "Pause"}
    </Button>
  );
}
