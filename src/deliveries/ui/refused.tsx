import { Stack, Text } from "@mantine/core";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { bytes } from "~/ui/parts/bytes.ts";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { Rejected } from "../model.ts";
import { refusedQuery } from "./api.ts";
import { sentence } from "./words.ts";

/** What nobody vouched for: of it only this much is kept. */
export function Refused() {
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        The last thousand that no signature stood for. They started nothing, and their bodies are not kept.
      </Text>
      <Pages of={refusedQuery}>
        {(pages) => (
          <DataTable
            label="Refused"
            rows={pages.flatMap(({ rejected }) => rejected)}
            keyOf={({ id }) => String(id)}
            columns={COLUMNS}
            empty="Nothing was refused."
          />
        )}
      </Pages>
    </Stack>
  );
}

const COLUMNS: Column<Rejected>[] = [
  { name: "Why", cell: ({ verdict }) => <span className="break">{sentence(verdict)}</span> },
  {
    name: "Receiver",
    cell: ({ trigger_id, path, event }) => (
      <>
        <Text size="sm" className="break">
          {trigger_id ? <TriggerName id={trigger_id} /> : path}
        </Text>
        {event && (
          <Text size="xs" c="dimmed" className="break">
            {event}
          </Text>
        )}
      </>
    ),
  },
  { name: "From", cell: ({ address }) => <span className="nowrap">{address}</span> },
  { name: "Size", cell: ({ size }) => <span className="nowrap tabular">{bytes(size)}</span> },
  { name: "Came", cell: ({ received_at }) => <Ago at={received_at} /> },
];
