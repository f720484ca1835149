import { Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { revisionQuery } from "~/triggers/ui/api.ts";
import { CopyButton } from "~/ui/parts/copy-button.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import type { Execution } from "../../model.ts";
import "./prompt.css";
import { piecesOf } from "./untrusted.ts";

/** What was sent, beside the template it was made from. */
export function Prompt({ execution }: { execution: Execution }) {
  const { prompt, trigger_id, template_revision } = execution;
  const pieces = piecesOf(prompt);
  const outside = pieces.some(({ field }) => field !== undefined);
  const templated = trigger_id !== null && template_revision !== null;
  return (
    <SimpleGrid cols={templated ? { base: 1, md: 2 } : 1} spacing="md">
      {templated && <Template trigger_id={trigger_id} revision={template_revision} />}
      <Side
        name="Sent"
        text={prompt}
        note={
          outside
            ? "What is marked came from outside: it may be anybody's."
            : "Nothing in it is marked as from outside."
        }
      >
        {pieces.map(({ text, field }, at) =>
          field === undefined ? (
            text
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one prompt stay in their order
            <mark key={at} className="outside" title={`From outside: {${field}}`}>
              {text}
            </mark>
          ),
        )}
      </Side>
    </SimpleGrid>
  );
}

function Template({ trigger_id, revision }: { trigger_id: string; revision: number }) {
  const { data, error } = useQuery(revisionQuery(trigger_id, revision));
  if (error) return <ProblemNote error={error} />;
  const text = data?.prompt_template ?? "";
  return (
    <Side name="Template" text={text} note={`Revision ${revision} of the trigger's template.`}>
      {text.split(/(\{[A-Za-z_][^{}\s]*\})/).map((part, at) =>
        at % 2 === 0 ? (
          part
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one template stay in their order
          <span key={at} className="placeholder">
            {part}
          </span>
        ),
      )}
    </Side>
  );
}

function Side({ name, text, note, children }: { name: string; text: string; note: string; children: ReactNode }) {
  return (
    <Stack component="section" gap={6} miw={0} aria-label={name}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">
          <Text span fw={600}>
            {name}
          </Text>{" "}
          <Text span c="dimmed">
            {note}
          </Text>
        </Text>
        <CopyButton text={text} miw="fit-content" className="no-print" />
      </Group>
      <section
        className="prompt-text"
        aria-label={`${name} text`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
      >
        {children}
      </section>
    </Stack>
  );
}
