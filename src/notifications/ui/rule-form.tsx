import { Checkbox, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { triggerNames } from "~/triggers/ui/api.ts";
import { ok } from "~/ui/api.ts";
import { FormDialog } from "~/ui/parts/form-dialog.tsx";
import type { Channel } from "../channel-model.ts";
import { rules } from "./api.ts";
import type { Rule } from "./rules.tsx";

type Event = Rule["events"][number];

/** An event more is asked for here by the compiler. */
export const EVENTS: Record<Event, string> = {
  failure: "Every failure",
  first_failure_after_success: "The first failure after a success",
  success_after_failure: "A success after a failure",
  waiting: "A run that waits for a person",
  approval: "A workflow that asks for an approval",
  workflow: "What a workflow's own nodes tell",
  budget: "A budget that warned, refused, stopped or asked",
};

/** What is told of to whom. */
export function RuleForm({ channels }: { channels: Channel[] }) {
  const { data: triggers = {} } = useQuery(triggerNames);
  const send = (values: FormData) => ok(rules.index.$post({ json: ruleOf(values) }));
  return (
    <FormDialog label="New rule" title="A new rule" action="Make it" send={send}>
      {(field) => (
        <>
          <TextInput label="Name" required data-autofocus {...field("name")} />
          <NativeSelect
            label="Send to"
            data={channels.map(({ id, name }) => ({ value: id, label: name }))}
            {...field("channel_id")}
          />
          <Checkbox.Group label="Tell of" error={field("events").error} defaultValue={["failure"]}>
            <Stack gap="xs" mt="xs">
              {Object.entries(EVENTS).map(([event, words]) => (
                <Checkbox key={event} name="events" value={event} label={words} />
              ))}
            </Stack>
          </Checkbox.Group>
          <NativeSelect
            label="Of which trigger"
            data={[
              { value: "", label: "All" },
              ...Object.entries(triggers).map(([value, label]) => ({ value, label })),
            ]}
            {...field("trigger_id")}
          />
          <Group grow align="flex-start">
            <TextInput label="Quiet from" type="time" {...field("quiet_hours.from")} />
            <TextInput label="to" type="time" {...field("quiet_hours.to")} />
          </Group>
          <TextInput
            label="By the clock of"
            defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone}
            {...field("quiet_hours.zone")}
          />
          <TextInput
            label="At most in an hour"
            description="What is more is told of as one. Empty: no limit."
            type="number"
            min={1}
            {...field("max_per_hour")}
          />
        </>
      )}
    </FormDialog>
  );
}

function ruleOf(values: FormData) {
  const text = (name: string) => String(values.get(name) ?? "");
  const [from, to] = [text("quiet_hours.from"), text("quiet_hours.to")];
  return {
    ...{ name: text("name"), channel_id: text("channel_id"), events: values.getAll("events") as Event[] },
    trigger_id: text("trigger_id") || null,
    quiet_hours: from || to ? { from, to, zone: text("quiet_hours.zone") } : null,
    max_per_hour: text("max_per_hour") === "" ? null : Number(text("max_per_hour")),
  };
}
