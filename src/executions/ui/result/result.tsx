import { Alert, Group, Stack, Text } from "@mantine/core";
import { Markdown } from "~/ui/parts/markdown.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import type { Execution } from "../../model.ts";
import { Actions } from "./actions.tsx";
import { Artifacts } from "./artifacts.tsx";
import { Findings } from "./findings.tsx";

/** What came of it: the answer, what it proposed and what was done of that, and the files it left. */
export function Result({ execution }: { execution: Execution }) {
  const { id, result, outcome, outcome_error } = execution;
  return (
    <Stack gap="lg" maw={900}>
      {outcome_error !== null && (
        <Alert color="orange" title="Its outcome could not be read">
          {outcome_error}
        </Alert>
      )}
      {outcome && (outcome.verdict || outcome.summary) && (
        <Section title="Outcome">
          <Group gap="xs" align="baseline">
            {outcome.verdict && <Verdict verdict={outcome.verdict} />}
            <Text size="sm" className="plain">
              {outcome.summary}
            </Text>
          </Group>
        </Section>
      )}
      <Actions id={id} proposed={outcome?.actions ?? []} />
      {outcome?.findings && <Findings findings={outcome.findings} />}
      <Artifacts id={id} />
      <Section title="Answer">
        {result === null ? <Text c="dimmed">It gave none.</Text> : <Markdown text={result} />}
      </Section>
    </Stack>
  );
}

const VERDICTS = { pass: "teal", fail: "red", neutral: "gray" } as const;

function Verdict({ verdict }: { verdict: keyof typeof VERDICTS }) {
  return <Sign color={VERDICTS[verdict]} word={verdict} />;
}
