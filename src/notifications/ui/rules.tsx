import { Group, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import type { Channel } from "../channel-model.ts";
import type { Rule as RuleSchema } from "../rule-model.ts";
import { channelsQuery, rulesQuery } from "./api.ts";
import { RuleActions } from "./rule-actions.tsx";
import { EVENTS, RuleForm } from "./rule-form.tsx";

export type Rule = z.infer<typeof RuleSchema>;

/** What is told of, where, and when not. */
export function Rules() {
  const { data } = useInfiniteQuery(channelsQuery);
  const channels = data?.pages.flatMap((page) => page.channels) ?? [];
  return (
    <Section title="Rules" aside={channels.length > 0 && <RuleForm channels={channels} />}>
      <Pages of={rulesQuery}>
        {(pages) => (
          <DataTable
            label="Rules"
            rows={pages.flatMap((page) => page.rules)}
            keyOf={({ id }) => id}
            columns={columnsWith(channels)}
            empty={
              channels.length > 0
                ? "There is no rule yet: nothing is told."
                : "Rules send to a channel: make one first."
            }
          />
        )}
      </Pages>
    </Section>
  );
}

const columnsWith = (channels: Channel[]): Column<Rule>[] => [
  {
    name: "Rule",
    cell: ({ name, channel_id }) => (
      <Stack gap={0}>
        <Text size="sm" className="break">
          {name}
        </Text>
        <Text size="xs" c="dimmed" className="break">
          to {channels.find(({ id }) => id === channel_id)?.name ?? channel_id}
        </Text>
      </Stack>
    ),
  },
  {
    name: "Tells of",
    cell: ({ events, trigger_id, tags }) => (
      <Stack gap={0}>
        {events.map((event) => (
          <Text key={event} size="sm">
            {EVENTS[event]}
          </Text>
        ))}
        {trigger_id && (
          <Text size="xs" c="dimmed">
            of <TriggerName id={trigger_id} />
          </Text>
        )}
        {tags.length > 0 && (
          <Text size="xs" c="dimmed">
            tagged {tags.join(" or ")}
          </Text>
        )}
      </Stack>
    ),
  },
  {
    name: "Quiet",
    cell: ({ quiet_hours, max_per_hour }) => (
      <Stack gap={0}>
        {quiet_hours && (
          <Text size="sm">
            {quiet_hours.from} to {quiet_hours.to}, {quiet_hours.zone}
          </Text>
        )}
        {max_per_hour && <Text size="sm">at most {max_per_hour} an hour</Text>}
        {!quiet_hours && !max_per_hour && "never"}
      </Stack>
    ),
  },
  {
    name: "State",
    cell: ({ enabled }) => <Sign color={enabled ? "teal" : "gray"} word={enabled ? "on" : "off"} />,
  },
  {
    name: "Actions",
    quiet: true,
    cell: (rule) => (
      <Group gap={4} justify="flex-end" wrap="nowrap">
        <RuleForm rule={rule} channels={channels} />
        <RuleActions rule={rule} />
      </Group>
    ),
  },
];
