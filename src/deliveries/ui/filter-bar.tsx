import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { triggerNames } from "~/triggers/ui/api.ts";
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
      <Typed label="Event" example="Event" value={filter.event} onTake={(event) => narrow({ event })} />
      <Typed
        label="Repository"
        example="owner/repository"
        value={filter.repository}
        onTake={(repository) => narrow({ repository })}
      />
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

interface TypedProps {
  label: string;
  example: string;
  value: string | undefined;
  onTake(text: string | undefined): void;
}

/** A field of the filter that is taken on Enter, or when it is left. */
function Typed({ label, example, value = "", onTake }: TypedProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const take = () => {
    if (text.trim() !== value) onTake(text.trim() || undefined);
  };
  return (
    <TextInput
      size="xs"
      w={160}
      aria-label={label}
      placeholder={example}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Enter" && take()}
      onBlur={take}
    />
  );
}
