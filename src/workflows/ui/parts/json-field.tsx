import { Textarea } from "@mantine/core";

/** A JSON value that a person writes, or text that is none yet. */
export interface Given {
  value: unknown;
  text: string;
  wrong?: string;
}

export const givenOf = (value: unknown): Given => ({
  value,
  text: value === undefined || value === null ? "" : JSON.stringify(value, null, 2),
});

interface Props {
  label: string;
  description: string;
  placeholder?: string;
  given: Given;
  onChange(given: Given): void;
  error?: string;
  /** The dialog that it is in opens with it. */
  first?: boolean;
}

export function JsonField({ given, onChange, error, first, ...said }: Props) {
  return (
    <Textarea
      {...said}
      value={given.text}
      error={given.wrong ?? error}
      onChange={(event) => onChange(read(event.currentTarget.value))}
      autosize
      minRows={4}
      maxRows={18}
      spellCheck={false}
      styles={{ input: { fontFamily: "var(--mono)" } }}
      data-autofocus={first || undefined}
    />
  );
}

function read(text: string): Given {
  if (text.trim() === "") return { value: null, text };
  try {
    return { value: JSON.parse(text), text };
  } catch (error) {
    return { value: undefined, text, wrong: `This is no JSON yet: ${error instanceof Error ? error.message : error}` };
  }
}
