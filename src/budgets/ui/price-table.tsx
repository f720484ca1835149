import { ActionIcon, Group, Table, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Pencil, Undo2 } from "lucide-react";
import { useState } from "react";
import { Confirm } from "~/ui/parts/confirm.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import type { Price } from "../price-model.ts";
import { removePrice } from "./api.ts";
import { PRICED, perMillion } from "./price-fields.ts";

export function PriceTable({ rows, onEdit }: { rows: Price[]; onEdit(price: Price): void }) {
  if (rows.length === 0) return <Text c="dimmed">No model is called that. Set its price, or import a table.</Text>;
  return (
    <Table verticalSpacing={6} className="cards">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Model</Table.Th>
          {PRICED.map(({ name }) => (
            <Table.Th scope="col" key={name}>
              {name}
            </Table.Th>
          ))}
          <Table.Th scope="col">From</Table.Th>
          <Table.Th scope="col">Change</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((price) => (
          <Row key={price.model} price={price} onEdit={() => onEdit(price)} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ price: { model, fields, source, dated, edited }, onEdit }: { price: Price; onEdit(): void }) {
  return (
    <Table.Tr>
      <Table.Td data-name="Model" className="break">
        <Text size="sm" ff="monospace">
          {model}
        </Text>
      </Table.Td>
      {PRICED.map(({ name, field }) => (
        <Table.Td data-name={name} key={field} className="tabular nowrap">
          {fields[field] === undefined ? "–" : `$${perMillion(fields[field])}`}
        </Table.Td>
      ))}
      <Table.Td data-name="From">
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
      </Table.Td>
      <Table.Td data-name="Change">
        <Group gap={4} wrap="nowrap">
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={`Set the price of ${model}`} onClick={onEdit}>
            <Pencil size={14} aria-hidden />
          </ActionIcon>
          {edited && <TakeBack model={model} />}
        </Group>
      </Table.Td>
    </Table.Tr>
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
