import { ActionIcon, AppShell, Burger, Button, Group, Menu, NavLink, Text, useMantineColorScheme } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { BookOpen, CircleUser, Keyboard, LogOut, Search } from "lucide-react";
import { useEffect } from "react";
import { KeysProvider } from "./keys/keys.tsx";
import { LiveProvider, useLive } from "./live/live.tsx";
import { pageAt } from "./page-at.ts";
import { PAGES } from "./pages.ts";
import { KeyName } from "./parts/key.tsx";
import { TextLink } from "./parts/link.tsx";
import { LiveDot, OfflineBanner } from "./parts/live-dot.tsx";
import { LOOKS } from "./parts/looks.ts";
import { useEverywhere } from "./use-everywhere.tsx";
import { useSignOut } from "./use-sign-out.ts";
import { useTabSigns } from "./use-tab-signs.ts";

export function Shell() {
  return (
    <LiveProvider>
      <KeysProvider>
        <Frame />
      </KeysProvider>
    </LiveProvider>
  );
}

function Frame() {
  const [opened, { toggle, close }] = useDisclosure();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const { state } = useLive();
  const navigate = useNavigate();
  const { overlay, showPalette, showKeys } = useEverywhere();
  useTabSigns(path);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that was chosen closes the menu
  useEffect(close, [path]);
  useEffect(() => {
    if (state === "signed_out") void navigate({ to: "/sign-in", search: { to: location.pathname + location.search } });
  }, [state, navigate]);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding="md"
    >
      <a className="skip" href="#main">
        To the content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" gap="sm" wrap="nowrap">
          <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Pages" />
          <TextLink to="/" fw={700} c="inherit" underline="never">
            Agented
          </TextLink>
          <LiveDot />
          <Group ml="auto" gap="xs" wrap="nowrap">
            <FindButton onClick={showPalette} />
            <Person showKeys={showKeys} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Pages">
        {PAGES.map(({ to, name, icon: Icon }) => (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={name}
            leftSection={<Icon size={16} aria-hidden />}
            active={pageAt(path)?.to === to}
          />
        ))}
        <NavLink mt="auto" href="/docs" label="REST API" leftSection={<BookOpen size={16} aria-hidden />} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <OfflineBanner />
        <Outlet />
      </AppShell.Main>
      {overlay}
    </AppShell>
  );
}

function FindButton({ onClick }: { onClick: () => void }) {
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

function Person({ showKeys }: { showKeys: () => void }) {
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
