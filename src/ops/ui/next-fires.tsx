import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { schedulesQuery } from "~/schedules/ui/api.ts";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { Ago } from "~/ui/parts/time.tsx";

const MOST = 5;

/** What the clock starts next, of all schedules. */
export function NextFires() {
  const query = useQuery(schedulesQuery);
  return (
    <Section title="Next by the clock">
      <Loaded query={query}>
        {(schedules) => (
          <DataTable
            label="Next by the clock"
            rows={nextOf([...schedules.values()])}
            keyOf={({ trigger_id }) => trigger_id}
            columns={COLUMNS}
            empty="No schedule is on. A trigger whose source is a schedule fires by itself."
          />
        )}
      </Loaded>
    </Section>
  );
}

interface Due {
  trigger_id: string;
  trigger_name: string;
  words: string;
  next_run_at: string;
}

function nextOf(schedules: (Omit<Due, "next_run_at"> & { next_run_at: string | null })[]): Due[] {
  const due = schedules.flatMap((one) => (one.next_run_at === null ? [] : { ...one, next_run_at: one.next_run_at }));
  return due.toSorted((a, b) => (a.next_run_at < b.next_run_at ? -1 : 1)).slice(0, MOST);
}

const COLUMNS: Column<Due>[] = [
  { name: "When", cell: ({ next_run_at }) => <Ago at={next_run_at} /> },
  {
    name: "Trigger",
    cell: ({ trigger_name, words }) => (
      <>
        <Text size="sm" className="break">
          {trigger_name}
        </Text>
        <Text size="xs" c="dimmed">
          {words}
        </Text>
      </>
    ),
  },
];
