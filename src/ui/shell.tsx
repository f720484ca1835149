import { AppShell, Burger, Group, NavLink } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { BookOpen } from "lucide-react";
import { useDeferredValue, useEffect } from "react";
import { FindButton } from "./find-button.tsx";
import { KeysProvider } from "./keys/keys.tsx";
import { useRowKeys } from "./keys/use-row-keys.ts";
import { LiveProvider, useLive } from "./live/live.tsx";
import { pageAt } from "./page-at.ts";
import { PAGES } from "./pages.ts";
import { TextLink } from "./parts/link.tsx";
import { LiveDot, OfflineBanner } from "./parts/live-dot.tsx";
import { Person } from "./person.tsx";
import { useEverywhere } from "./use-everywhere.tsx";
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
  // The page comes a little at a time, after what is around it.
  const begun = useDeferredValue(true, false);
  const { overlay, showPalette, showKeys } = useEverywhere();
  useTabSigns(path);
  useRowKeys();
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
        {begun && <Outlet />}
      </AppShell.Main>
      {overlay}
    </AppShell>
  );
}
