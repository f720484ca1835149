import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm-button.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import type { Channel } from "../channel-model.ts";
import { channels } from "./api.ts";

interface Props {
  channel: Channel;
  onSecret: (channel: Channel) => void;
}

export function ChannelActions({ channel: { id, name, enabled, target }, onSecret }: Props) {
  const param = { id };
  const test = useMutation({
    mutationFn: () => ok(channels[":id"].test.$post({ param })),
    onSuccess: ({ sent, detail, duration_ms }) =>
      notifications.show({
        color: sent ? "teal" : "red",
        title: sent ? `${name} works` : `${name} does not work`,
        message: `${detail} (${duration_ms} ms)`,
        autoClose: sent ? 6_000 : false,
      }),
    onError: toastProblem,
  });
  const turn = useMutation({
    mutationFn: () => ok(channels[":id"].$patch({ param, json: { enabled: !enabled } })),
    onError: toastProblem,
  });
  return (
    <Group gap={4} justify="flex-end">
      <Button
        size="compact-sm"
        variant="subtle"
        loading={test.isPending}
        onClick={() => test.mutate()}
        aria-label={`Test ${name}`}
      >
        Test
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        loading={turn.isPending}
        onClick={() => turn.mutate()}
        aria-label={`Turn ${enabled ? "off" : "on"} ${name}`}
      >
        {enabled ? "Turn off" : "Turn on"}
      </Button>
      {target.kind === "webhook" && (
        <ConfirmButton
          label="New secret"
          color="ink"
          of={`for ${name}`}
          title={`A new secret for ${name}?`}
          run={async () => onSecret(await ok(channels[":id"].rotate.$post({ param })))}
        >
          For a day requests are signed with the old one too. The new one is shown once.
        </ConfirmButton>
      )}
      <ConfirmButton
        label="Delete"
        of={name}
        title={`Delete ${name}?`}
        run={() => ok(channels[":id"].$delete({ param }))}
      >
        What was sent to it stays in the list. A channel that rules send to cannot go before them.
      </ConfirmButton>
    </Group>
  );
}
