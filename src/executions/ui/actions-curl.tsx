import { Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { curlOf } from "~/ui/parts/curl.ts";
import { Dialog } from "~/ui/parts/dialog.tsx";

/** The request that starts it once more, for a shell. */
export function AsCurl({ id, onClose }: { id: string; onClose: () => void }) {
  const curl = curlOf("POST", `/admin/executions/${id}/replay`);
  return (
    <Dialog title="Start it from a shell" onClose={onClose} size="lg">
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
            {({ copied, copy }) => (
              <Button variant="light" onClick={copy}>
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Stack>
    </Dialog>
  );
}
