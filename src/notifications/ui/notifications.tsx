import { Stack } from "@mantine/core";
import { Channels } from "./channels.tsx";
import { Rules } from "./rules.tsx";
import { Told } from "./told.tsx";

/** Where it is told, what is told, and what was told. */
export function Notifications() {
  return (
    <Stack gap="xl">
      <Channels />
      <Rules />
      <Told />
    </Stack>
  );
}
