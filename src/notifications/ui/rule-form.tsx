import { Checkbox, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { triggerNames } from "~/triggers/ui/api.ts";
import { ok } from "~/ui/api.ts";
import { FormButton } from "~/ui/parts/form-dialog.tsx";
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

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What is told of to whom: a new rule, or one as it is. */
export function RuleForm({ rule, channels }: { rule?: Rule; channels: Channel[] }) {
  const { data: triggers = {} } = useQuery(triggerNames);
  const send = (values: FormData) => {
    const json = ruleOf(values);
    return rule ? ok(rules[":id"].$patch({ param: { id: rule.id }, json })) : ok(rules.index.$post({ json }));
  };
  const words = rule
    ? { label: "Edit", title: `Edit ${rule.name}`, action: "Save" }
    : { label: "New rule", title: "A new rule", action: "Make it" };
  return (
    <FormButton {...words} button={rule && { variant: "subtle", "aria-label": `Edit ${rule.name}` }} send={send}>
      {(field) => (
        <>
          <TextInput label="Name" required data-autofocus defaultValue={rule?.name} {...field("name")} />
          <NativeSelect
            label="Send to"
            data={channels.map(({ id, name }) => ({ value: id, label: name }))}
            defaultValue={rule?.channel_id}
            {...field("channel_id")}
          />
          <Checkbox.Group label="Tell of" error={field("events").error} defaultValue={rule?.events ?? ["failure"]}>
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
            defaultValue={rule?.trigger_id ?? ""}
            {...field("trigger_id")}
          />
          <Group grow align="flex-start">
            <TextInput
              label="Quiet from"
              type="time"
              defaultValue={rule?.quiet_hours?.from}
              {...field("quiet_hours.from")}
            />
            <TextInput label="to" type="time" defaultValue={rule?.quiet_hours?.to} {...field("quiet_hours.to")} />
          </Group>
          <TextInput
            label="By the clock of"
            defaultValue={rule?.quiet_hours?.zone ?? HERE}
            {...field("quiet_hours.zone")}
          />
          <TextInput
            label="At most in an hour"
            description="What is more is told of as one. Empty: no limit."
            type="number"
            min={1}
            defaultValue={rule?.max_per_hour ?? undefined}
            {...field("max_per_hour")}
          />
        </>
      )}
    </FormButton>
  );
}

/** What the form does not ask for stays out: of a rule that is there it is kept. */
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
