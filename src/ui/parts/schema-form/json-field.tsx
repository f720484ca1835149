import { Textarea } from "@mantine/core";
import { useState } from "react";
import { said } from "./said.tsx";
import type { FieldProps } from "./schema-form.tsx";

/** A value that no control is made for. What is no JSON yet stays on the page and is not told to anybody. */
export function JsonField(field: FieldProps) {
  const { value, onChange } = field;
  const [text, setText] = useState(() => printed(value));
  const { parsed, wrong } = parse(text);
  const shown = wrong || JSON.stringify(parsed) === JSON.stringify(value) ? text : printed(value);
  const take = (given: string) => {
    setText(given);
    const read = parse(given);
    if (!read.wrong) onChange(read.parsed);
  };
  const { error, ...told } = said(field, true);
  return (
    <Textarea
      {...told}
      error={wrong ?? error}
      value={shown}
      onChange={(event) => take(event.currentTarget.value)}
      autosize
      minRows={2}
      maxRows={16}
      styles={{ input: { fontFamily: "var(--mono)" } }}
      placeholder="JSON"
      spellCheck={false}
    />
  );
}

const printed = (value: unknown) => (value === undefined ? "" : JSON.stringify(value, null, 2));

function parse(text: string): { parsed?: unknown; wrong?: string } {
  if (text.trim() === "") return {};
  try {
    return { parsed: JSON.parse(text) };
  } catch (error) {
    return { wrong: `This is no JSON yet: ${error instanceof Error ? error.message : error}` };
  }
}
