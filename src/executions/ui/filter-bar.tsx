import { Button, Group, NativeSelect } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { BACKENDS } from "~/backends/ui/titles.ts";
import { STATUSES, statusWord } from "~/ui/parts/status.tsx";
import type { Status } from "../status.ts";
import type { Filter } from "./filter.ts";

export function FilterBar({ filter }: { filter: Filter }) {
  const navigate = useNavigate({ from: "/executions" });
  const narrow = (by: Partial<Filter>) => navigate({ search: (now) => ({ ...now, ...by }), replace: true });
  const given = Object.keys(filter).length > 0;
  return (
    <Group gap="xs">
      <NativeSelect
        size="xs"
        aria-label="Status"
        value={filter.status ?? ""}
        onChange={(event) => narrow({ status: (event.currentTarget.value || undefined) as Status | undefined })}
        data={[{ value: "", label: "Any status" }, ...STATUSES.map((value) => ({ value, label: statusWord(value) }))]}
      />
      <NativeSelect
        size="xs"
        aria-label="Backend"
        value={filter.backend ?? ""}
        onChange={(event) => narrow({ backend: (event.currentTarget.value || undefined) as Filter["backend"] })}
        data={[{ value: "", label: "Any backend" }, ...BACKENDS]}
      />
      {given && (
        <Button size="xs" variant="subtle" onClick={() => navigate({ search: {} })}>
          All
        </Button>
      )}
    </Group>
  );
}
