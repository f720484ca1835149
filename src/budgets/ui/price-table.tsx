import { ActionIcon, Group, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Pencil, Undo2 } from "lucide-react";
import { useState } from "react";
import { Confirm } from "~/ui/parts/confirm.tsx";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import type { Price } from "../price-model.ts";
import { removePrice } from "./api.ts";
import { PRICED, perMillion } from "./price-fields.ts";

export function PriceTable({ rows, onEdit }: { rows: Price[]; onEdit(price: Price): void }) {
  return (
    <DataTable
      label="Prices"
      rows={rows}
      keyOf={({ model }) => model}
      columns={[...COLUMNS, { name: "Change", cell: (price) => <Change price={price} onEdit={() => onEdit(price)} /> }]}
      empty="No model is called that. Set its price, or import a table."
    />
  );
}

const COLUMNS: Column<Price>[] = [
  {
    name: "Model",
    cell: ({ model }) => (
      <Text size="sm" ff="monospace" className="break">
        {model}
      </Text>
    ),
  },
  ...PRICED.map(({ name, field }) => ({
    name,
    cell: ({ fields }: Price) => (
      <span className="nowrap">{fields[field] === undefined ? "–" : `$${perMillion(fields[field])}`}</span>
    ),
  })),
  { name: "From", cell: (price) => <From price={price} /> },
];

function From({ price: { source, dated, edited } }: { price: Price }) {
  return (
    <>
      {edited ? (
        <Sign color="ink" word="set by hand" />
      ) : (
        <Text size="xs" c="dimmed" className="break" lineClamp={1} title={source}>
          {source}
        </Text>
      )}
      <Text size="xs" c="dimmed" className="nowrap">
        {dated}
      </Text>
    </>
  );
}

function Change({ price: { model, edited }, onEdit }: { price: Price; onEdit(): void }) {
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={`Set the price of ${model}`} onClick={onEdit}>
        <Pencil size={14} aria-hidden />
      </ActionIcon>
      {edited && <TakeBack model={model} />}
    </Group>
  );
}

function TakeBack({ model }: { model: string }) {
  const queries = useQueryClient();
  const [asking, ask] = useState(false);
  const remove = async () => {
    await removePrice(model);
    await queries.invalidateQueries({ queryKey: ["prices"] });
  };
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label={`Take back the price of ${model}`}
        onClick={() => ask(true)}
      >
        <Undo2 size={14} aria-hidden />
      </ActionIcon>
      {asking && (
        <Confirm title={`Take back the price of ${model}?`} label="Take back" act={remove} onClose={() => ask(false)}>
          It has the shipped price again. Where none is shipped it has no price, and what it costs from then on is
          unknown.
        </Confirm>
      )}
    </>
  );
}
