import { Alert, Code, List, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { listQuery } from "~/executions/ui/api.ts";
import { ExecutionTable } from "~/executions/ui/table.tsx";
import { ScheduleCard } from "~/schedules/ui/schedule-card.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { Help } from "~/ui/parts/help.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import type { Trigger } from "./api.ts";
import { Section } from "./editor/section.tsx";
import { RunsWhat } from "./runs-what.tsx";
import { TriggerBudgets } from "./trigger-budgets.tsx";

/** What starts a trigger, what it runs, and how that went. */
export function Overview({ trigger }: { trigger: Trigger }) {
  return (
    <Stack>
      {trigger.warnings.length > 0 && (
        <Alert color="orange" title="This may not be what you mean">
          <List size="sm">
            {trigger.warnings.map((warning) => (
              <List.Item key={warning}>
                <Help text={warning} />
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Section title="What starts it">
        <Text className="break">
          <Help text={trigger.starts} />
          {!trigger.enabled && " It is off: only a person starts it."}
        </Text>
        {trigger.source.kind === "schedule" && <ScheduleCard id={trigger.id} />}
      </Section>
      <Section title="What it runs">
        <RunsWhat trigger={trigger} />
        {trigger.workflow_id === null && (
          <Code block className="wrap" tabIndex={0} aria-label="The prompt's template" mah={240}>
            {trigger.prompt_template}
          </Code>
        )}
        {trigger.input && (
          <Code block className="wrap" tabIndex={0} aria-label="What the workflow is given" mah={240}>
            {JSON.stringify(trigger.input, null, 2)}
          </Code>
        )}
      </Section>
      <TriggerBudgets id={trigger.id} />
      <Section title="Last runs">
        <LastRuns id={trigger.id} />
      </Section>
    </Stack>
  );
}

const SHOWN = 10;

function LastRuns({ id }: { id: string }) {
  const { data, error } = useInfiniteQuery(listQuery({ trigger_id: id }, SHOWN));
  if (error) return <ProblemNote error={error} />;
  const rows = data?.pages[0]?.executions ?? [];
  return (
    <Stack gap="xs">
      <ExecutionTable rows={rows} empty="It has not run yet. “Run now” starts it once." />
      {rows.length === SHOWN && (
        <TextLink to="/executions" search={{ trigger_id: id }} size="sm">
          All of its runs
        </TextLink>
      )}
    </Stack>
  );
}
