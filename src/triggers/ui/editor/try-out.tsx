import { Alert, Card, Stack, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { ok, sentenceOf } from "~/ui/api.ts";
import { Help } from "~/ui/parts/help.tsx";
import type { Value } from "~/ui/parts/schema-form/schema.ts";
import { promptApi, type Trigger } from "../api.ts";
import { PromptText } from "../prompt-text.tsx";
import { previewOf } from "./draft.ts";
import { askedBy, type Occasion } from "./occasion.ts";
import { OccasionForm } from "./occasion-form.tsx";

type Asked = Parameters<typeof promptApi.preview.$post>[0]["json"];

/** The prompt that a draft would send; the server holds what it is made of to its schema. */
const previewQuery = (asked: Value) =>
  queryOptions({
    queryKey: ["preview", asked],
    queryFn: () => ok(promptApi.preview.$post({ json: asked as Asked })),
    gcTime: 60_000,
    retry: false,
  });

interface Props {
  draft: Value;
  trigger: Trigger | undefined;
  receives: boolean;
  occasion: Occasion;
  onOccasion(occasion: Occasion): void;
}

/** What a draft makes of an occasion: whether it would start, and the prompt it would send. */
export function TryOut({ draft, trigger, receives, occasion, onOccasion }: Props) {
  const [asked] = useDebouncedValue<Value>({ ...previewOf(draft), ...askedBy(occasion) }, 250);
  const hasTemplate = draft.prompt_template !== "" && asked.prompt_template !== "";
  const { data, error } = useQuery({ ...previewQuery(asked), enabled: hasTemplate, placeholderData: keepPreviousData });
  const { kind } = draft.source as { kind: "webhook" | "github" };
  const isOwn = trigger?.source.kind === kind;
  return (
    <Card withBorder component="section" aria-label="Preview">
      <Stack gap="sm">
        <Title order={2} size="h5">
          Preview
        </Title>
        <OccasionForm
          occasion={occasion}
          onChange={onOccasion}
          of={receives ? (trigger && isOwn ? { trigger_id: trigger.id } : { source: kind }) : undefined}
        />
        {error && (
          <Alert color="orange" title="Not yet">
            <Help text={sentenceOf(error)} />
          </Alert>
        )}
        {!error && hasTemplate && data?.verdict && (
          <Alert
            color={data.verdict.holds ? "teal" : "orange"}
            title={data.verdict.holds ? "It would start" : "It would not start"}
          >
            <Help text={data.verdict.why} />
          </Alert>
        )}
        {!error && hasTemplate && data && <PromptText preview={data} />}
        {!hasTemplate && (
          <Text size="sm" c="dimmed">
            What the CLI is asked is shown here as the prompt is written.
          </Text>
        )}
      </Stack>
    </Card>
  );
}
