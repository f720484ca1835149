import { Button, Group, NativeSelect, Pill } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { BACKENDS } from "~/backends/ui/titles.ts";
import { triggerNames } from "~/triggers/ui/api.ts";
import { STATUSES, statusWord } from "~/ui/parts/status.tsx";
import { TextFilter } from "~/ui/parts/text-filter.tsx";
import type { Filter } from "./filter.ts";
import { TimeFilter } from "./time-filter.tsx";

const STATUS_WORDS = STATUSES.map((value) => ({ value, label: statusWord(value) }));

/** What only a link sets, and how it is called. */
const LINKED = { reason: "Reason", group_id: "Group", project_id: "Project", origin: "Origin" } as const;

export function FilterBar({ filter }: { filter: Filter }) {
  const navigate = useNavigate({ from: "/executions" });
  const { data: names = {} } = useQuery(triggerNames);
  const narrow = (by: Partial<Filter>) => navigate({ search: (now) => ({ ...now, ...by }), replace: true });
  const triggers = Object.entries(names).map(([value, label]) => ({ value, label: String(label) }));
  const linked = (Object.keys(LINKED) as (keyof typeof LINKED)[]).filter((name) => filter[name] !== undefined);
  return (
    <Group gap="xs" className="no-print">
      <TextFilter label="Words in the output" value={filter.text} onChange={(text) => narrow({ text })} />
      {/* Lines are found by trigger and time alone. */}
      {filter.text === undefined && (
        <>
          <Choice label="status" name="status" of={STATUS_WORDS} filter={filter} narrow={narrow} />
          <Choice label="backend" name="backend" of={BACKENDS} filter={filter} narrow={narrow} />
        </>
      )}
      <Choice label="trigger" name="trigger_id" of={triggers} filter={filter} narrow={narrow} />
      {filter.text === undefined && <TextFilter label="Tag" value={filter.tag} onChange={(tag) => narrow({ tag })} />}
      <TimeFilter filter={filter} narrow={narrow} />
      {linked.map((name) => (
        <Pill
          key={name}
          withRemoveButton
          onRemove={() => narrow({ [name]: undefined })}
          removeButtonProps={{ "aria-label": `Without ${LINKED[name]}`, tabIndex: 0, "aria-hidden": false }}
        >
          {LINKED[name]}: {filter[name]}
        </Pill>
      ))}
      {Object.keys(filter).length > 0 && (
        <Button size="xs" variant="subtle" onClick={() => navigate({ search: {} })}>
          All
        </Button>
      )}
    </Group>
  );
}

interface ChoiceProps {
  label: string;
  name: "status" | "backend" | "trigger_id";
  of: { value: string; label: string }[];
  filter: Filter;
  narrow(by: Partial<Filter>): unknown;
}

function Choice({ label, name, of, filter, narrow }: ChoiceProps) {
  const chosen = filter[name] ?? "";
  // One of a link may be gone from the list.
  const known = chosen === "" || of.some(({ value }) => value === chosen);
  return (
    <NativeSelect
      size="xs"
      maw={220}
      aria-label={label.charAt(0).toUpperCase() + label.slice(1)}
      value={chosen}
      onChange={(event) => narrow({ [name]: event.currentTarget.value || undefined })}
      data={[{ value: "", label: `Any ${label}` }, ...of, ...(known ? [] : [{ value: chosen, label: chosen }])]}
    />
  );
}
