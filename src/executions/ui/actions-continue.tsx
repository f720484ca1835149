import { Checkbox, Textarea } from "@mantine/core";
import { useState } from "react";
import { FormDialog } from "~/ui/parts/form-dialog.tsx";
import { useAgain } from "./actions-again.ts";

/** The next turn of its conversation. */
export function Continue({ id, onClose }: { id: string; onClose: () => void }) {
  const [message, setMessage] = useState("");
  const [fork, setFork] = useState(false);
  const { goOn } = useAgain(id);
  return (
    <FormDialog title="Go on with the conversation" action="Send" send={() => goOn(message, fork)} onClose={onClose}>
      {(faults) => (
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
            error={faults("message")}
          />
          <Checkbox
            label="In a copy: the conversation itself stays as it is"
            checked={fork}
            onChange={() => setFork(!fork)}
          />
        </>
      )}
    </FormDialog>
  );
}
