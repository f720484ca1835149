import { Box, Flex, NavLink, Stack, Title } from "@mantine/core";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";

/** The pages of the settings, in their order. */
const TABS = [
  { to: "/settings/keys", name: "Keys" },
  { to: "/settings/sessions", name: "Sessions" },
  { to: "/settings/notifications", name: "Notifications" },
  { to: "/settings/retention", name: "Retention" },
  { to: "/settings/backups", name: "Backups" },
  { to: "/settings/audit", name: "Audit log" },
  { to: "/settings/security", name: "Security" },
  { to: "/settings/about", name: "About" },
] as const;

export function Settings() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const tab = TABS.find(({ to }) => to === path);
  return (
    <Stack>
      <Title order={1} size="h3">
        {tab ? `Settings: ${tab.name}` : "Settings"}
      </Title>
      <Flex direction={{ base: "column", sm: "row" }} gap={{ base: "md", sm: "xl" }}>
        <Flex
          component="nav"
          aria-label="Settings"
          direction={{ base: "row", sm: "column" }}
          wrap="wrap"
          w={{ sm: 150 }}
          flex="none"
        >
          {TABS.map(({ to, name }) => (
            <NavLink
              key={to}
              component={Link}
              to={to}
              label={name}
              active={to === path}
              w={{ base: "auto", sm: "100%" }}
              py={6}
            />
          ))}
        </Flex>
        <Box flex={1} miw={0}>
          <Outlet />
        </Box>
      </Flex>
    </Stack>
  );
}
