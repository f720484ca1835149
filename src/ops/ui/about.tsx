import { Anchor, Code, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { LogLevel } from "~/observability/ui/log-level.tsx";
import { bytes } from "~/ui/parts/bytes.ts";
import { FactList } from "~/ui/parts/fact-list.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { About as State } from "../about.ts";
import { aboutQuery, storageQuery } from "./api.ts";
import { ServerSettings } from "./server-settings.tsx";

/** Which server this is, how it is, and by which settings it lives. */
export function About() {
  const query = useQuery(aboutQuery);
  return (
    <Loaded query={query}>
      {(about) => (
        <Stack gap="xl">
          <Section title="This server">
            <Server about={about} />
          </Section>
          <Section title="Disk and database">
            <Storage />
          </Section>
          <Section title="Log">
            <LogLevel />
          </Section>
          <Section title="For machines">
            <Links />
          </Section>
          <ServerSettings settings={about.settings} />
        </Stack>
      )}
    </Loaded>
  );
}

function Server({ about: { version, bun, boot_id, started_at, data_dir, db_path } }: { about: State }) {
  return (
    <FactList
      facts={[
        ["Version", `${version}, on Bun ${bun}`],
        ["Started", <Ago key="at" at={started_at} />],
        ["Boot", <Code key="boot">{boot_id}</Code>],
        ["Data directory", <Code key="data">{data_dir}</Code>],
        ["Database", <Code key="db">{db_path}</Code>],
      ]}
    />
  );
}

function Storage() {
  const query = useQuery(storageQuery);
  return (
    <Loaded query={query}>
      {({ disk, database_bytes, wal_bytes }) => (
        <FactList
          facts={[
            ["Disk", disk.banner ?? "There is room."],
            ["Free", `${bytes(disk.free_bytes)}; work stops below ${bytes(disk.min_free_bytes)}`],
            ["Database", bytes(database_bytes)],
            ["Write-ahead log", bytes(wal_bytes)],
          ]}
        />
      )}
    </Loaded>
  );
}

const LINKS = [
  { href: "/docs", name: "REST API" },
  { href: "/openapi/openapi.json", name: "OpenAPI document" },
  { href: "/openapi/config.schema.json", name: "Schema of the configuration" },
  { href: "/admin/config", name: "Configuration as it is" },
  { href: "/metrics", name: "Metrics for Prometheus" },
] as const;

function Links() {
  return (
    <Group gap="md">
      {LINKS.map(({ href, name }) => (
        <Anchor key={href} href={href} size="sm">
          {name}
        </Anchor>
      ))}
      <Text size="sm" c="dimmed">
        Guides lie in the folder docs of the program.
      </Text>
    </Group>
  );
}
