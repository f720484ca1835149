import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { FileUp, Plus } from "lucide-react";
import { useState } from "react";
import { Pages } from "~/ui/parts/pages.tsx";
import type { Price } from "../price-model.ts";
import { pricesQuery } from "./api.ts";
import { PriceForm } from "./price-form.tsx";
import { PriceImport } from "./price-import.tsx";
import { PriceTable } from "./price-table.tsx";
import { readView } from "./view.ts";

/** What a token costs, by model: shipped, imported, or set by a person, which nothing replaces. */
export function Prices() {
  const { model = "" } = useSearch({ from: "/shell/usage" });
  const navigate = useNavigate({ from: "/usage" });
  const [open, setOpen] = useState<Price | "new" | "import">();
  const close = () => setOpen(undefined);
  return (
    <Stack>
      <Group justify="space-between">
        <TextInput
          size="xs"
          aria-label="Models whose name holds"
          placeholder="Part of a model's name"
          value={model}
          onChange={({ currentTarget }) =>
            navigate({ search: readView({ tab: "prices", model: currentTarget.value }), replace: true })
          }
        />
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<FileUp size={14} aria-hidden />}
            onClick={() => setOpen("import")}
          >
            Import
          </Button>
          <Button size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => setOpen("new")}>
            Set a price
          </Button>
        </Group>
      </Group>
      <Text c="dimmed" size="sm">
        USD per million tokens. What was used before a price changes keeps the cost it had.
      </Text>
      <Pages of={pricesQuery(model)} next="More">
        {(pages) => <PriceTable rows={pages.flatMap(({ prices }) => prices)} onEdit={setOpen} />}
      </Pages>
      {open === "import" && <PriceImport onClose={close} />}
      {open && open !== "import" && <PriceForm price={open === "new" ? undefined : open} onClose={close} />}
    </Stack>
  );
}
