import { NumberInput, SimpleGrid, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FormDialog } from "~/ui/parts/form-dialog.tsx";
import type { Price } from "../price-model.ts";
import { setPrice } from "./api.ts";
import { draftOf, fieldsOf, PRICED } from "./price-fields.ts";

/** The price of a model, by hand. */
export function PriceForm({ price, onClose }: { price: Price | undefined; onClose(): void }) {
  const before = price?.fields ?? {};
  const [model, setModel] = useState(price?.model ?? "");
  const [draft, setDraft] = useState(() => draftOf(before));
  const queries = useQueryClient();
  const send = async () => {
    await setPrice(model, fieldsOf(draft, before));
    await queries.invalidateQueries({ queryKey: ["prices"] });
  };
  const title = price ? `The price of ${price.model}` : "Set a price";
  return (
    <FormDialog title={title} action="Save" send={send} onClose={onClose}>
      {(faults) => (
        <>
          {!price && (
            <TextInput
              label="Model"
              description="As the CLI names it; a provider before it and a date behind it may be left out"
              required
              value={model}
              error={faults("model")}
              onChange={(event) => setModel(event.currentTarget.value)}
              data-autofocus
            />
          )}
          <Text size="sm" c="dimmed">
            USD per million tokens. Where a price of the cache is empty, its tokens cost what other input does.
          </Text>
          <SimpleGrid cols={2} spacing="sm">
            {PRICED.map(({ field, name }) => (
              <NumberInput
                key={field}
                label={name}
                {...{ min: 0, prefix: "$", decimalScale: 10 }}
                value={draft[field]}
                error={faults(field)}
                onChange={(value) => setDraft({ ...draft, [field]: value === "" ? "" : Number(value) })}
              />
            ))}
          </SimpleGrid>
        </>
      )}
    </FormDialog>
  );
}
