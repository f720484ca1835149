import { Checkbox, Textarea } from "@mantine/core";
import { useState } from "react";
import { useAgain } from "./actions-again.ts";
import { ActDialog } from "./actions-dialog.tsx";

/** The next turn of its conversation. */
export function Continue({ id, onClose }: { id: string; onClose: () => void }) {
  const [message, setMessage] = useState("");
  const [fork, setFork] = useState(false);
  const { goOn } = useAgain(id);
  return (
    <ActDialog title="Go on with the conversation" word="Send" act={() => goOn(message, fork)} onClose={onClose}>
      {(refused) => (
        <>
          <Textarea
            label="What to say next"
            required
            autosize
            minRows={4}
            maxRows={16}
            data-autofocus
            value={message}
            onChange={(event) => setMessage(event.currentTarget.value)}
            error={refused("message")}
          />
          <Checkbox
            label="In a copy: the conversation itself stays as it is"
            checked={fork}
            onChange={() => setFork(!fork)}
          />
        </>
      )}
    </ActDialog>
  );
}
