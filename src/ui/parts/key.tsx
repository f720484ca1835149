import { Group, Kbd } from "@mantine/core";

const IS_MAC = () => /mac|iphone|ipad/i.test(navigator.platform);

/** A key as it stands on the keyboard. */
export function KeyName({ of }: { of: string }) {
  const named: Record<string, string> = { mod: IS_MAC() ? "⌘" : "Ctrl", shift: "Shift", enter: "Enter", alt: "Alt" };
  return (
    <Group gap={4} wrap="nowrap" component="span">
      {of.split(/[ +]/).map((key) => (
        <Kbd key={key} size="xs">
          {named[key] ?? key}
        </Kbd>
      ))}
    </Group>
  );
}
