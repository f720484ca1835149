import { type MantineColor, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { Help } from "~/ui/parts/help.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import { Ago, duration } from "~/ui/parts/time.tsx";
import { WorkLink } from "~/ui/parts/work-link.tsx";
import type { Fire } from "../model.ts";
import { firesQuery, scheduleQuery } from "./api.ts";
import { Counts } from "./counts.tsx";

/** What became of each time a schedule came due. */
export function Fires({ id }: { id: string }) {
  const { data: schedule } = useQuery(scheduleQuery(id));
  return (
    <Stack>
      {schedule && <Counts counts={schedule.counts} />}
      <Pages of={firesQuery(id)}>
        {(pages) => (
          <DataTable
            label="Fires"
            rows={pages.flatMap(({ fires }) => fires)}
            keyOf={(fire) => fire.id}
            columns={COLUMNS}
            empty="Its time has not come yet. The overview says when it will."
          />
        )}
      </Pages>
    </Stack>
  );
}

const COLORS: Record<Fire["outcome"], MantineColor> = {
  ...{ fired: "teal", waiting: "yellow", missed: "orange", skipped: "gray", failed: "red" },
};

const COLUMNS: Column<Fire>[] = [
  { name: "Came due", cell: ({ nominal_at }) => <Ago at={nominal_at} /> },
  {
    name: "Outcome",
    cell: ({ outcome, catch_up }) => <Sign color={COLORS[outcome]} word={catch_up ? `${outcome}, made up` : outcome} />,
  },
  { name: "Late", cell: ({ late_ms }) => late_ms !== null && duration(late_ms) },
  {
    name: "Run",
    cell: ({ execution_id, run_id }) => {
      const id = execution_id ?? run_id;
      return id && <WorkLink id={id} />;
    },
  },
  {
    name: "Why",
    cell: ({ why }) =>
      why && (
        <Text size="sm" className="break">
          <Help text={why} />
        </Text>
      ),
  },
];
