import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { useState } from "react";
import { ok } from "~/ui/api.ts";
import { FormDialog } from "~/ui/parts/form-dialog.tsx";
import { placeOf } from "~/ui/parts/work-link.tsx";
import { api, type Trigger } from "./api.ts";
import { askedBy, NO_OCCASION } from "./editor/occasion.ts";
import { OccasionForm } from "./editor/occasion-form.tsx";

/** A person starts it, with a message and a payload if he has any. */
export function RunNow({ trigger: { id, name } }: { trigger: Trigger }) {
  const [opened, { open, close }] = useDisclosure();
  const [occasion, setOccasion] = useState(NO_OCCASION);
  const navigate = useNavigate();
  const run = async () => {
    const { execution_id, run_id } = await ok(api[":id"].run.$post({ param: { id }, json: askedBy(occasion) }));
    const started = execution_id ?? run_id;
    if (started) await navigate(placeOf(started));
  };
  return (
    <>
      <Button leftSection={<Play size={14} aria-hidden />} onClick={open}>
        Run now
      </Button>
      {opened && (
        <FormDialog title={`Run ${name}`} action="Start it" send={run} onClose={close}>
          {() => <OccasionForm occasion={occasion} onChange={setOccasion} of={undefined} />}
        </FormDialog>
      )}
    </>
  );
}
