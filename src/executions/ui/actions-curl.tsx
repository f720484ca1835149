import { Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { curlOf } from "~/ui/parts/curl.ts";

/** The request that starts it once more, for a shell. */
export function AsCurl({ id, onClose }: { id: string; onClose: () => void }) {
  const curl = curlOf("POST", `/admin/executions/${id}/replay`);
  return (
    <Modal
      opened
      onClose={onClose}
      title="Start it from a shell"
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack>
        <Text size="sm">
          It runs once more with the same inputs. Put a key with the scope <Code>run</Code> into{" "}
          <Code>AGENTED_API_KEY</Code> first.
        </Text>
        <Code block className="wrap">
          {curl}
        </Code>
        <Group justify="flex-end">
          <CopyButton value={curl}>
            {({ copied, copy }) => <Button onClick={copy}>{copied ? "Copied" : "Copy"}</Button>}
          </CopyButton>
        </Group>
      </Stack>
    </Modal>
  );
}
