import { Code, Group, Loader, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { DiffText } from "~/ui/parts/diff-text.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { promptApi, revisionQuery, type Trigger } from "../api.ts";

/** One revision: how it differs from the one before, and its whole text where there is none or too much differs. */
export function RevisionView({ trigger, number }: { trigger: Trigger; number: number }) {
  const { data, error } = useQuery(revisionQuery(trigger.id, number));
  if (error) return <ProblemNote error={error} />;
  if (!data) return <Loader size="sm" aria-label="Loading" />;
  const hasDiff = data.against !== null && data.diff;
  return (
    <Stack gap="xs">
      <Text size="xs" c="dimmed">
        {hasDiff ? `What differs from revision ${data.against}` : "The whole text"}
      </Text>
      {hasDiff ? (
        <DiffText text={data.diff ?? ""} />
      ) : (
        <Code block className="wrap" tabIndex={0} aria-label="The prompt's template">
          {data.prompt_template}
        </Code>
      )}
      {number !== trigger.template_revision && <RollBack trigger={trigger} number={number} />}
    </Stack>
  );
}

function RollBack({ trigger: { id }, number }: { trigger: Trigger; number: number }) {
  const queries = useQueryClient();
  const restore = async () => {
    const param = { id, number: String(number) };
    const { template_revision } = await ok(promptApi[":id"].revisions[":number"].restore.$post({ param, json: {} }));
    await queries.invalidateQueries({ queryKey: ["triggers", id] });
    notifications.show({ color: "teal", message: `Revision ${template_revision} has the text of revision ${number}.` });
  };
  return (
    <Group>
      <ConfirmButton
        label="Roll back"
        title={`Go back to revision ${number}?`}
        consequences="Its text becomes the prompt again, as a new revision: the one in use now stays in the history."
        act={restore}
      />
    </Group>
  );
}
