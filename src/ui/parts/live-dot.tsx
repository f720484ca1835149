import { Alert, Button, Group, Text, Tooltip } from "@mantine/core";
import type { LinkState } from "../live/link.ts";
import { useLive } from "../live/live.tsx";

const SAYS: Record<LinkState, { word: string; color: string; hint: string }> = {
  opening: { word: "connecting", color: "gray", hint: "The stream is being opened." },
  live: { word: "live", color: "teal", hint: "What changes is shown at once." },
  connecting: {
    word: "connecting",
    color: "orange",
    hint: "The stream is being opened again. What you see may be old.",
  },
  signed_out: { word: "signed out", color: "red", hint: "Sign in again." },
};

/** Whether what is shown is the present. */
export function LiveDot() {
  const { state } = useLive();
  const { word, color, hint } = SAYS[state];
  return (
    <Tooltip label={hint}>
      <Group gap={6} wrap="nowrap" role="status" aria-label={`The stream is ${word}`}>
        <span
          aria-hidden
          style={{ width: 8, height: 8, borderRadius: 4, background: `var(--mantine-color-${color}-6)` }}
        />
        <Text size="xs" c="dimmed" visibleFrom="xs">
          {word}
        </Text>
      </Group>
    </Tooltip>
  );
}

export function OfflineBanner() {
  const { state, retry } = useLive();
  if (state !== "connecting") return null;
  return (
    <Alert color="orange" mb="md" className="offline no-print">
      <Group justify="space-between">
        <Text size="sm">The server cannot be heard. What you see is what was last known.</Text>
        <Button size="compact-sm" variant="default" onClick={retry}>
          Try now
        </Button>
      </Group>
    </Alert>
  );
}
