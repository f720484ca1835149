import { Button, Group, NumberInput, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Dialog } from "~/ui/parts/dialog.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { faultsOf } from "~/ui/parts/faults.ts";
import type { Price } from "../price-model.ts";
import { setPrice } from "./api.ts";
import { draftOf, fieldsOf, PRICED } from "./price-fields.ts";

/** The price of a model, by hand. */
export function PriceForm({ price, onClose }: { price: Price | undefined; onClose(): void }) {
  const before = price?.fields ?? {};
  const [model, setModel] = useState(price?.model ?? "");
  const [draft, setDraft] = useState(() => draftOf(before));
  const queries = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => setPrice(model, fieldsOf(draft, before)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["prices"] });
      onClose();
    },
  });
  const faults = faultsOf(error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <Dialog onClose={onClose} title={price ? `The price of ${price.model}` : "Set a price"}>
      <form onSubmit={submit}>
        <Stack>
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
          {error && <ProblemNote error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
