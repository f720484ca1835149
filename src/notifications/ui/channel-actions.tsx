import { Button, Group } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { toastDone, toastProblem, toastWrong } from "~/ui/parts/toast.tsx";
import type { Channel } from "../channel-model.ts";
import { channels } from "./api.ts";
import { EditChannel } from "./channel-form.tsx";
import { TurnButton } from "./turn-button.tsx";

interface Props {
  channel: Channel;
  onSecret: (channel: Channel) => void;
}

export function ChannelActions({ channel, onSecret }: Props) {
  const { id, name, target } = channel;
  const param = { id };
  const test = useMutation({
    mutationFn: () => ok(channels[":id"].test.$post({ param })),
    onSuccess({ sent, detail, duration_ms }) {
      const said = `${detail} (${duration_ms} ms)`;
      if (sent) toastDone(said, `${name} works`);
      else toastWrong(said, `${name} does not work`);
    },
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
      <EditChannel channel={channel} />
      <TurnButton of={channel} turn={(enabled) => ok(channels[":id"].$patch({ param, json: { enabled } }))} />
      {target.kind === "webhook" && (
        <ConfirmButton
          size="compact-sm"
          variant="subtle"
          label="New secret"
          color="ink"
          of={`for ${name}`}
          title={`A new secret for ${name}?`}
          act={async () => onSecret(await ok(channels[":id"].rotate.$post({ param })))}
        >
          For a day requests are signed with the old one too. The new one is shown once.
        </ConfirmButton>
      )}
      <ConfirmButton
        size="compact-sm"
        variant="subtle"
        label="Delete"
        of={name}
        title={`Delete ${name}?`}
        act={() => ok(channels[":id"].$delete({ param }))}
      >
        What was sent to it stays in the list. A channel that rules send to cannot go before them.
      </ConfirmButton>
    </Group>
  );
}
