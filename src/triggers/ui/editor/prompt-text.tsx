import "./prompt-text.css";
import { Code, List, Stack, Text } from "@mantine/core";
import { Help } from "~/ui/parts/help.tsx";
import type { Preview } from "../../model.ts";

/** A prompt as it is sent, with what came from outside set apart. */
export function PromptText({ preview: { prompt, untrusted, warnings } }: { preview: Preview }) {
  return (
    <Stack gap="xs">
      <Code block className="prompt-text" tabIndex={0} aria-label="The prompt">
        {pieces(prompt, untrusted).map(({ start, text, placeholder }) =>
          placeholder ? (
            <mark key={start} title={`From outside: {${placeholder}}`}>
              {text}
            </mark>
          ) : (
            text
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

function pieces(prompt: string, untrusted: Preview["untrusted"]) {
  const ends = [0, ...untrusted.map(({ end }) => end)];
  return [...untrusted, { start: prompt.length, end: prompt.length, placeholder: "" }].flatMap(
    ({ start, end, placeholder }, i) => [
      { start: -(ends[i] ?? 0) - 1, text: prompt.slice(ends[i], start), placeholder: "" },
      { start, text: prompt.slice(start, end), placeholder },
    ],
  );
}
