import { Code, NativeSelect, SimpleGrid, Text, Textarea, TextInput } from "@mantine/core";
import { type ChangeEvent, useState } from "react";
import { BACKENDS } from "~/backends/ui/titles.ts";
import { curlOf } from "~/ui/parts/curl.ts";
import { FormDialog } from "~/ui/parts/form-dialog.tsx";
import type { Execution } from "../model.ts";
import { useAgain } from "./actions-again.ts";
import { changesOf, fieldsOf, type ReplayFields } from "./replay-fields.ts";

const PERMISSIONS = [
  { value: "read_only", label: "Read only" },
  { value: "edit", label: "Edit files" },
  { value: "full", label: "Everything" },
];

/** A new run with the same inputs, but for what is edited here. */
export function Replay({ execution, onClose }: { execution: Execution; onClose: () => void }) {
  const [fields, setFields] = useState(() => fieldsOf(execution));
  const changes = changesOf(execution, fields);
  const { replay } = useAgain(execution.id);
  const field = (name: keyof ReplayFields) => ({
    value: fields[name],
    onChange: ({ currentTarget: { value } }: ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>) =>
      setFields((before) => ({ ...before, [name]: value })),
  });
  const chain = execution.chain.entries.map(({ backend }) => backend).join(", ");
  return (
    <FormDialog title="Replay with edits" action="Start" size="xl" send={() => replay(changes)} onClose={onClose}>
      {(faults) => (
        <>
          <Textarea
            label="Prompt"
            autosize
            minRows={6}
            maxRows={16}
            required
            data-autofocus
            {...field("prompt")}
            error={faults("prompt")}
          />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <NativeSelect
              label="Backend"
              data={[{ value: "", label: `As it was: ${chain}` }, ...BACKENDS]}
              {...field("backend")}
              error={faults("backend")}
            />
            <TextInput label="Model" placeholder="The CLI's own choice" {...field("model")} error={faults("model")} />
            <NativeSelect
              label="Permissions"
              data={PERMISSIONS}
              {...field("permissions")}
              error={faults("permissions")}
            />
            <TextInput
              label="Allowed tools"
              placeholder="What the permissions allow"
              {...field("allowed_tools")}
              error={faults("allowed_tools")}
            />
            <TextInput
              label="Timeout in seconds"
              type="number"
              min={1}
              max={86_400}
              required
              {...field("timeout_secs")}
              error={faults("timeout_secs")}
            />
            <TextInput label="Tags" placeholder="nightly, docs" {...field("tags")} error={faults("tags")} />
          </SimpleGrid>
          <TextInput label="Working directory" required {...field("working_dir")} error={faults("working_dir")} />
          <details>
            <Text component="summary" size="sm">
              The same as curl
            </Text>
            <Code block className="wrap" mt="xs">
              {curlOf("POST", `/admin/executions/${execution.id}/replay`, changes)}
            </Code>
          </details>
        </>
      )}
    </FormDialog>
  );
}
