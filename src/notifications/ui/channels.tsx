import { Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { ShownOnce } from "~/ui/parts/shown-once.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import type { Channel } from "../channel-model.ts";
import { channelsQuery } from "./api.ts";
import { ChannelActions } from "./channel-actions.tsx";
import { NewChannel, TITLES } from "./channel-form.tsx";

/** Where notifications go. */
export function Channels() {
  const [made, setMade] = useState<Channel>();
  const secret = made && "secret" in made.target && made.target.secret;
  const actions: Column<Channel> = {
    name: "Actions",
    quiet: true,
    cell: (channel) => <ChannelActions channel={channel} onSecret={setMade} />,
  };
  return (
    <Section title="Channels" aside={<NewChannel onMade={setMade} />}>
      {made && typeof secret === "string" && (
        <ShownOnce title={`What ${made.name} is signed with`} secret={secret} onClose={() => setMade(undefined)} />
      )}
      <Pages of={channelsQuery}>
        {(pages) => (
          <DataTable
            label="Channels"
            rows={pages.flatMap((page) => page.channels)}
            keyOf={({ id }) => id}
            columns={[...COLUMNS, actions]}
            empty="Nobody is told of anything yet. Make a channel, try it, then a rule that sends to it."
          />
        )}
      </Pages>
    </Section>
  );
}

const COLUMNS: Column<Channel>[] = [
  {
    name: "Channel",
    cell: ({ name, target }) => (
      <Stack gap={0}>
        <Text size="sm" className="break">
          {name}
        </Text>
        <Text size="xs" c="dimmed" className="break">
          {placeOf(target)}
        </Text>
      </Stack>
    ),
  },
  { name: "Kind", cell: ({ target }) => TITLES[target.kind] },
  {
    name: "State",
    cell: ({ enabled, disabled_reason }) => (
      <Group gap="xs">
        <Sign color={enabled ? "teal" : "gray"} word={enabled ? "on" : "off"} />
        {disabled_reason && (
          <Text size="xs" className="break">
            {disabled_reason}
          </Text>
        )}
      </Group>
    ),
  },
];

function placeOf(target: Channel["target"]): string {
  if (target.kind === "email") return target.to.join(", ");
  return target.kind === "webhook" ? target.url : "an incoming webhook";
}
