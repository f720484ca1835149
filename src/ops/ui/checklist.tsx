import { Anchor, Button, Card, Group, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Check, Circle } from "lucide-react";
import type { ReactNode } from "react";
import { backendsQuery } from "~/backends/ui/api.ts";
import { allTriggers } from "~/triggers/ui/api.ts";
import { TextLink } from "~/ui/parts/link.tsx";
import type { Home } from "../home.ts";
import { RunExample } from "./run-example.tsx";

interface Step {
  title: string;
  done: boolean;
  /** The one thing to do for it. */
  hint: ReactNode;
}

/** What is to be done on a new server, in its order, until all of it is done or somebody has seen enough of it. */
export function Checklist({ home }: { home: Home }) {
  const [hidden, setHidden] = useLocalStorage({ key: "agented-checklist-hidden", defaultValue: false });
  const steps = useSteps(home);
  const shown = home.has_run ? steps?.filter(({ done }) => !done) : steps;
  if (!shown?.length || (hidden && home.has_run)) return null;
  return (
    <Card withBorder padding="lg" component="section" aria-label="First steps">
      <Stack>
        <Group justify="space-between" wrap="nowrap">
          <Title order={2} size="h4">
            {home.has_run ? "What is left to set up" : "Welcome. A first run takes half a minute"}
          </Title>
          {home.has_run && (
            <Button size="compact-sm" variant="subtle" onClick={() => setHidden(true)}>
              Hide
            </Button>
          )}
        </Group>
        <Stack component="ol" gap="md" m={0} p={0}>
          {shown.map((step) => (
            <StepItem key={step.title} step={step} />
          ))}
        </Stack>
      </Stack>
    </Card>
  );
}

function StepItem({ step: { title, done, hint } }: { step: Step }) {
  return (
    <Group component="li" gap="sm" wrap="nowrap" align="flex-start">
      <ThemeIcon
        size={24}
        radius="xl"
        variant="light"
        color={done ? "teal" : "gray"}
        role="img"
        aria-label={done ? "Done" : "To do"}
      >
        {done ? <Check size={14} aria-hidden /> : <Circle size={10} aria-hidden />}
      </ThemeIcon>
      <Stack gap={4} align="flex-start" miw={0}>
        <Text fw={500} c={done ? "dimmed" : undefined}>
          {title}
        </Text>
        {!done && <div>{hint}</div>}
      </Stack>
    </Group>
  );
}

function useSteps({ has_run, example_id, last_backup_at }: Home): Step[] | undefined {
  const { data: backends } = useQuery(backendsQuery);
  const { data: triggers } = useQuery(allTriggers);
  if (!triggers) return undefined;
  const ready = backends?.filter(({ next_step, path }) => next_step === null && path !== null) ?? [];
  return [
    { title: "Sign in", done: true, hint: null },
    {
      title: "Watch a first run",
      done: has_run,
      hint: example_id ? <RunExample id={example_id} /> : "Run any trigger by hand.",
    },
    {
      title: ready.length > 0 ? `Log in to a CLI: ${ready.map(({ title }) => title).join(", ")}` : "Log in to a CLI",
      done: ready.length > 0,
      hint: (
        <Text size="sm">Below stands what each needs. Until then the backend “command” runs any program of yours.</Text>
      ),
    },
    {
      title: "Switch a trigger on",
      // What is shipped is off.
      done: triggers.some(({ enabled }) => enabled),
      hint: (
        <Text size="sm">
          Webhooks, GitHub, the clock or a person start it. Under{" "}
          <Anchor href="/triggers" underline="always">
            Triggers
          </Anchor>{" "}
          there are templates to begin with.
        </Text>
      ),
    },
    {
      title: "Back up",
      done: last_backup_at !== null,
      hint: (
        <Text size="sm">
          <TextLink to="/settings/backups" underline="always">
            Make a backup
          </TextLink>
          , and let the server go on with BACKUP_EVERY_HOURS.
        </Text>
      ),
    },
  ];
}
