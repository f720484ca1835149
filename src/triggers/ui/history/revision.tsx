import { Code, Group, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { DiffText } from "~/ui/parts/diff-text.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { toastDone } from "~/ui/parts/toast.tsx";
import { promptApi, revisionQuery, type Trigger } from "../api.ts";

/** One revision: how it differs from the one before, and its whole text where there is none or too much differs. */
export function RevisionView({ trigger, number }: { trigger: Trigger; number: number }) {
  const query = useQuery(revisionQuery(trigger.id, number));
  return (
    <Loaded query={query}>
      {({ against, diff, prompt_template }) => (
        <Stack gap="xs">
          <Text size="xs" c="dimmed">
            {against !== null && diff ? `What differs from revision ${against}` : "The whole text"}
          </Text>
          {against !== null && diff ? (
            <DiffText text={diff} />
          ) : (
            <Code block className="wrap" tabIndex={0} aria-label="The prompt's template">
              {prompt_template}
            </Code>
          )}
          {number !== trigger.template_revision && <RollBack trigger={trigger} number={number} />}
        </Stack>
      )}
    </Loaded>
  );
}

function RollBack({ trigger: { id }, number }: { trigger: Trigger; number: number }) {
  const queries = useQueryClient();
  const restore = async () => {
    const param = { id, number: String(number) };
    const { template_revision } = await ok(promptApi[":id"].revisions[":number"].restore.$post({ param, json: {} }));
    await queries.invalidateQueries({ queryKey: ["triggers", id] });
    toastDone(`Revision ${template_revision} has the text of revision ${number}.`);
  };
  return (
    <Group>
      <ConfirmButton label="Roll back" title={`Go back to revision ${number}?`} act={restore}>
        Its text becomes the prompt again, as a new revision: the one in use now stays in the history.
      </ConfirmButton>
    </Group>
  );
}
