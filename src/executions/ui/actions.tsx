import { ActionIcon, Button, Group, Menu } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Ellipsis, MessageSquarePlus, PencilLine, RotateCcw, Shuffle, Terminal } from "lucide-react";
import { useState } from "react";
import { isLive } from "~/ui/parts/status.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import type { Execution } from "../model.ts";
import { useAgain } from "./actions-again.ts";
import { Cancel } from "./actions-cancel.tsx";
import { Continue } from "./actions-continue.tsx";
import { AsCurl } from "./actions-curl.tsx";
import { HandOver } from "./actions-hand-over.tsx";
import { Replay } from "./actions-replay.tsx";
import { type Deed, deedsOf } from "./deeds.ts";

const ITEMS: Record<Deed, { word: string; icon: typeof Terminal }> = {
  replay: { word: "Replay with edits…", icon: PencilLine },
  continue: { word: "Go on with the conversation…", icon: MessageSquarePlus },
  hand_over: { word: "Hand over now…", icon: Shuffle },
  curl: { word: "Copy as curl…", icon: Terminal },
};

/** What can be done about an execution, as it is now. */
export function Actions({ execution }: { execution: Execution }) {
  const [deed, setDeed] = useState<Deed>();
  const close = () => setDeed(undefined);
  return (
    <Group gap="xs" className="no-print" wrap="nowrap">
      {isLive(execution.status) ? <Cancel execution={execution} /> : <Retry id={execution.id} />}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label="More actions">
            <Ellipsis size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {deedsOf(execution).map((name) => {
            const { word, icon: Icon } = ITEMS[name];
            return (
              <Menu.Item key={name} leftSection={<Icon size={14} aria-hidden />} onClick={() => setDeed(name)}>
                {word}
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
      {deed === "replay" && <Replay execution={execution} onClose={close} />}
      {deed === "continue" && <Continue id={execution.id} onClose={close} />}
      {deed === "hand_over" && <HandOver execution={execution} onClose={close} />}
      {deed === "curl" && <AsCurl id={execution.id} onClose={close} />}
    </Group>
  );
}

function Retry({ id }: { id: string }) {
  const { retry } = useAgain(id);
  const { mutate, isPending } = useMutation({ mutationFn: retry, onError: toastProblem });
  return (
    <Button
      size="xs"
      variant="light"
      leftSection={<RotateCcw size={14} aria-hidden />}
      loading={isPending}
      onClick={() => mutate()}
    >
      Retry
    </Button>
  );
}
