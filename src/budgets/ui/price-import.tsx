import { Alert, Button, FileButton, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ok } from "~/ui/api.ts";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { faultsOf } from "~/ui/parts/faults.ts";
import { prices } from "./api.ts";

/** Takes prices from LiteLLM's public file, which a person has fetched. */
export function PriceImport({ onClose }: { onClose(): void }) {
  const [file, setFile] = useState<File | null>(null);
  const [source, setSource] = useState("");
  const [dated, setDated] = useState("");
  const queries = useQueryClient();
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: async () => ok(prices.import.$post({ json: { source, dated, models: await modelsOf(file) } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["prices"] }),
  });
  const faults = faultsOf(error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const choose = (chosen: File | null) => {
    setFile(chosen);
    if (chosen && !source) setSource(chosen.name);
  };
  return (
    <Modal opened onClose={onClose} title="Import prices">
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">
            Takes <b>model_prices_and_context_window.json</b> of LiteLLM, or a part of it. Prices that were set by hand
            stay.
          </Text>
          <Group gap="sm">
            <FileButton onChange={choose} accept="application/json,.json">
              {(props) => (
                <Button {...props} variant="default" size="xs">
                  Choose a file
                </Button>
              )}
            </FileButton>
            <Text size="sm" className="break">
              {file?.name ?? "None is chosen"}
            </Text>
          </Group>
          <TextInput
            label="Source"
            description="Where it is from, for whoever asks later"
            required
            value={source}
            error={faults("source")}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label="Of the day"
            required
            value={dated}
            error={faults("dated")}
            onChange={(event) => setDated(event.currentTarget.value)}
          />
          {error && <ProblemNote error={error} />}
          {data && (
            <Alert color="teal" role="status" title={`${data.imported} prices are imported`}>
              {data.kept} were set by hand and stay; {data.skipped} are no chat models or have no price.
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {data ? "Done" : "Leave it"}
            </Button>
            <Button type="submit" loading={isPending} disabled={!file}>
              Import
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

async function modelsOf(file: File | null): Promise<Record<string, unknown>> {
  try {
    return JSON.parse((await file?.text()) ?? "");
  } catch {
    throw new Error(`${file?.name} is no JSON: choose the file as LiteLLM publishes it.`);
  }
}
