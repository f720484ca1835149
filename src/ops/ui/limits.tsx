import { Group, Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Account } from "~/accounts/index.ts";
import { accountsQuery } from "~/accounts/ui/api.ts";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { Ago } from "~/ui/parts/time.tsx";

/** Which accounts a limit keeps from starting anything, and how far the others are from one. */
export function Limits() {
  const query = useQuery(accountsQuery);
  return (
    <Section title="Limits">
      <Loaded query={query}>
        {(accounts) => {
          const told = accounts.filter(({ cooldowns, windows }) => cooldowns.length + Object.keys(windows).length > 0);
          if (told.length === 0)
            return (
              <Text size="sm" c="dimmed">
                No account is held up. What a CLI tells of its allowance is shown here.
              </Text>
            );
          return told.map((account) => <OneAccount key={account.id} account={account} />);
        }}
      </Loaded>
    </Section>
  );
}

function OneAccount({ account: { name, backend, cooldowns, windows } }: { account: Account }) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600} className="break">
        {name}{" "}
        <Text span size="sm" c="dimmed" fw={400}>
          {backend}
        </Text>
      </Text>
      {cooldowns.map(({ kind, model, until, message }) => (
        <Text key={`${kind} ${model}`} size="sm" className="break">
          Held up by a {kind} limit{model ? ` of ${model}` : ""}, goes on <Ago at={until} />: {message}
        </Text>
      ))}
      {Object.entries(windows).map(([window, { utilization, resets_at }]) => (
        <Stack key={window} gap={2}>
          <Group justify="space-between" gap="xs">
            <Text size="sm">{window.replaceAll("_", " ")}</Text>
            <Text size="sm" c="dimmed">
              {utilization !== null && `${Math.round(100 * utilization)} % used`}
              {resets_at && (
                <>
                  {" "}
                  resets <Ago at={resets_at} />
                </>
              )}
            </Text>
          </Group>
          {utilization !== null && (
            <Progress
              value={100 * utilization}
              color={utilization >= 0.9 ? "red" : utilization >= 0.7 ? "orange" : "teal"}
              aria-label={`${name}, ${window}`}
            />
          )}
        </Stack>
      ))}
    </Stack>
  );
}
