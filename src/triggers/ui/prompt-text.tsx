import "./prompt-text.css";
import { Code, List, Stack, Text } from "@mantine/core";
import { Help } from "~/ui/parts/help.tsx";
import type { Preview } from "../model.ts";
import { partsOf } from "./marked.ts";

/** A prompt as it is sent, with what came from outside set apart. */
export function PromptText({ preview }: { preview: Preview }) {
  const { untrusted, warnings } = preview;
  return (
    <Stack gap="xs">
      <Code block className="prompt-text" tabIndex={0} aria-label="The prompt">
        {partsOf(preview).map(({ start, text, placeholder }) =>
          placeholder === undefined ? (
            text
          ) : (
            <mark key={start} title={`From outside: {${placeholder}}`}>
              {text}
            </mark>
          ),
        )}
      </Code>
      {untrusted.length > 0 && (
        <Text size="xs" c="dimmed">
          What is marked comes from outside.
        </Text>
      )}
      {warnings.length > 0 && (
        <List size="sm">
          {warnings.map((warning) => (
            <List.Item key={warning}>
              <Help text={warning} />
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
