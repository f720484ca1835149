import { Code, Group, Modal, Stack, Text } from "@mantine/core";
import { CopyButton } from "~/ui/parts/copy-button.tsx";
import { curlOf } from "~/ui/parts/curl.ts";

/** The request that starts it once more, for a shell. */
export function AsCurl({ id, onClose }: { id: string; onClose: () => void }) {
  const curl = curlOf("POST", `/admin/executions/${id}/replay`);
  return (
    <Modal opened title="Start it from a shell" onClose={onClose} size="lg">
      <Stack>
        <Text size="sm">
          It runs once more with the same inputs. Put a key with the scope <Code>run</Code> into{" "}
          <Code>AGENTED_API_KEY</Code> first.
        </Text>
        <Code block className="wrap">
          {curl}
        </Code>
        <Group justify="flex-end">
          <CopyButton text={curl} size="sm" variant="light" />
        </Group>
      </Stack>
    </Modal>
  );
}
