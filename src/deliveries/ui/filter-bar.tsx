import { Button, Group, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { triggerNames } from "~/triggers/ui/api.ts";
import { TextFilter } from "~/ui/parts/text-filter.tsx";
import type { Filter } from "./filter.ts";
import { STATUSES } from "./status.tsx";

const SOURCES = [
  { value: "webhook", label: "Webhook" },
  { value: "github", label: "GitHub" },
];

export function FilterBar({ filter }: { filter: Filter }) {
  const navigate = useNavigate({ from: "/deliveries" });
  const { data: names = {} } = useQuery(triggerNames);
  const narrow = (by: Partial<Record<keyof Filter, string>>) =>
    navigate({ search: (now) => ({ ...now, ...by }) as Filter, replace: true });
  const choices = {
    source: { any: "Any source", label: "Source", data: SOURCES },
    status: { any: "Any verdict", label: "Verdict", data: STATUSES },
    trigger_id: { any: "Any trigger", label: "Trigger", data: optionsOf(names) },
  };
  return (
    <Group gap="xs">
      {(["source", "status", "trigger_id"] as const).map((field) => (
        <NativeSelect
          key={field}
          size="xs"
          maw={220}
          aria-label={choices[field].label}
          value={filter[field] ?? ""}
          onChange={(event) => narrow({ [field]: event.currentTarget.value || undefined })}
          data={[{ value: "", label: choices[field].any }, ...choices[field].data]}
        />
      ))}
      <TextFilter label="Event" value={filter.event} onChange={(event) => narrow({ event })} />
      <TextFilter label="Repository" value={filter.repository} onChange={(repository) => narrow({ repository })} />
      {Object.keys(filter).length > 0 && (
        <Button size="xs" variant="subtle" onClick={() => navigate({ search: {} })}>
          All
        </Button>
      )}
    </Group>
  );
}

function optionsOf(names: Record<string, string>) {
  return Object.entries(names).map(([value, label]) => ({ value, label }));
}
