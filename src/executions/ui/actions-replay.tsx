import { Code, NativeSelect, SimpleGrid, Text, Textarea, TextInput } from "@mantine/core";
import { type ChangeEvent, useState } from "react";
import { BACKENDS } from "~/backends/ui/titles.ts";
import { curlOf } from "~/ui/parts/curl.ts";
import type { Execution } from "../model.ts";
import { useAgain } from "./actions-again.ts";
import { ActDialog } from "./actions-dialog.tsx";

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
    <ActDialog title="Replay with edits" word="Start" size="xl" act={() => replay(changes)} onClose={onClose}>
      {(refused) => (
        <>
          <Textarea
            label="Prompt"
            autosize
            minRows={6}
            maxRows={16}
            required
            data-autofocus
            {...field("prompt")}
            error={refused("prompt")}
          />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <NativeSelect
              label="Backend"
              data={[{ value: "", label: `As it was: ${chain}` }, ...BACKENDS]}
              {...field("backend")}
              error={refused("backend")}
            />
            <TextInput label="Model" placeholder="The CLI's own choice" {...field("model")} error={refused("model")} />
            <NativeSelect
              label="Permissions"
              data={PERMISSIONS}
              {...field("permissions")}
              error={refused("permissions")}
            />
            <TextInput
              label="Allowed tools"
              placeholder="What the permissions allow"
              {...field("allowed_tools")}
              error={refused("allowed_tools")}
            />
            <TextInput
              label="Timeout in seconds"
              type="number"
              min={1}
              max={86_400}
              required
              {...field("timeout_secs")}
              error={refused("timeout_secs")}
            />
            <TextInput label="Tags" placeholder="nightly, docs" {...field("tags")} error={refused("tags")} />
          </SimpleGrid>
          <TextInput label="Working directory" required {...field("working_dir")} error={refused("working_dir")} />
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
    </ActDialog>
  );
}
