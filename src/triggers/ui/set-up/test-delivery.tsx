import { Alert, Button, Group, Stack, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ok } from "~/ui/api.ts";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { Help } from "~/ui/parts/help.tsx";
import { WorkLink } from "~/ui/parts/work-link.tsx";
import { type Trigger, trialApi } from "../api.ts";
import { Section } from "../editor/section.tsx";

/** Sends the trigger a delivery as its sender would, and tells what it meant to it. */
export function TestDelivery({ trigger: { id }, body }: { trigger: Trigger; body: string }) {
  const [text, setText] = useState(() => JSON.stringify(JSON.parse(body), null, 2));
  const test = useMutation({
    mutationFn: async () => ok(trialApi[":id"].test.$post({ param: { id }, json: { payload: JSON.parse(text) } })),
  });
  return (
    <Section
      title="Test delivery"
      hint="It is taken as if its sender had sent it: what passes the filter starts a run."
    >
      <Textarea
        label="Payload"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={3}
        maxRows={16}
        styles={{ input: { fontFamily: "var(--mono)" } }}
        spellCheck={false}
      />
      <Group>
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          Send it
        </Button>
      </Group>
      {test.error && <ProblemNote error={test.error} />}
      {test.data?.verdicts.map(({ holds, why, execution_id }) => (
        <Alert
          key={id}
          color={holds ? "teal" : "orange"}
          title={holds ? "It started a run" : "It started nothing"}
          role="status"
        >
          <Stack gap={4}>
            <span>
              <Help text={why} />
            </span>
            {execution_id && <WorkLink id={execution_id} size="sm" />}
          </Stack>
        </Alert>
      ))}
    </Section>
  );
}
