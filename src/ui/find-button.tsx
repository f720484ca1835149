import { ActionIcon, Button } from "@mantine/core";
import { Search } from "lucide-react";
import { KeyName } from "./parts/key.tsx";

/** Opens the palette, for who has no keyboard or does not know the key. */
export function FindButton({ onClick }: { onClick: () => void }) {
  return (
    <>
      <Button
        visibleFrom="sm"
        variant="default"
        size="xs"
        leftSection={<Search size={14} aria-hidden />}
        rightSection={<KeyName of="mod+k" />}
        onClick={onClick}
      >
        Find
      </Button>
      <ActionIcon hiddenFrom="sm" variant="subtle" color="gray" size="lg" aria-label="Find" onClick={onClick}>
        <Search size={20} aria-hidden />
      </ActionIcon>
    </>
  );
}
