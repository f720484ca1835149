import { ActionIcon, Menu, Text, useMantineColorScheme } from "@mantine/core";
import { CircleUser, Keyboard, LogOut } from "lucide-react";
import { KeyName } from "./parts/key.tsx";
import { LOOKS } from "./parts/looks.ts";
import { useSignOut } from "./use-sign-out.ts";

/** What concerns who sits before the page: how it looks, its keys, the way out. */
export function Person({ showKeys }: { showKeys: () => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="You and the looks">
          <CircleUser size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Looks</Menu.Label>
        {LOOKS.map(({ scheme, name, icon: Icon }) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={14} aria-hidden />}
            onClick={() => setColorScheme(scheme)}
            rightSection={colorScheme === scheme ? <Text size="xs">✓</Text> : null}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<Keyboard size={14} aria-hidden />}
          rightSection={<KeyName of="?" />}
          onClick={showKeys}
        >
          Keys
        </Menu.Item>
        <Menu.Item leftSection={<LogOut size={14} aria-hidden />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
