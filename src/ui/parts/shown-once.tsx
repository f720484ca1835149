import { Alert, Stack, Text } from "@mantine/core";
import { KeyRound } from "lucide-react";
import { CopyText } from "./copy-text.tsx";

/** A secret that the server has just made, and shows to nobody again. */
export function ShownOnce({ title, secret, onClose }: { title: string; secret: string; onClose: () => void }) {
  return (
    <Alert
      color="teal"
      title={title}
      icon={<KeyRound size={18} aria-hidden />}
      withCloseButton
      closeButtonLabel="I have it"
      onClose={onClose}
      role="status"
    >
      <Stack gap="xs" align="flex-start">
        <CopyText text={secret} what="the secret" />
        <Text size="sm">Copy it now: it is shown this once.</Text>
      </Stack>
    </Alert>
  );
}
