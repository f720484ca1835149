import { Button, Group, Loader, Stack, Text, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { FileUp, Plus } from "lucide-react";
import { useState } from "react";
import { ProblemNote } from "~/ui/parts/failed.tsx";
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
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(pricesQuery(model));
  const [open, setOpen] = useState<Price | "new" | "import">();
  const close = () => setOpen(undefined);
  if (error && !data) return <ProblemNote error={error} />;
  if (!data) return <Loader aria-label="Loading" />;
  const rows = data.pages.flatMap(({ prices }) => prices);
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
      <PriceTable rows={rows} onEdit={setOpen} />
      {hasNextPage && (
        <Group>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
            More
          </Button>
        </Group>
      )}
      {open === "import" && <PriceImport onClose={close} />}
      {open && open !== "import" && <PriceForm price={open === "new" ? undefined : open} onClose={close} />}
    </Stack>
  );
}
