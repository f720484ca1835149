import { TextInput } from "@mantine/core";
import { useState } from "react";
import { said } from "~/ui/parts/schema-form/said.tsx";
import type { FieldProps } from "~/ui/parts/schema-form/schema-form.tsx";

const FORM = /^[a-z][a-z0-9_]{0,49}$/;

/** What others call a node by. It is called so once the field is left: on the way there it would be called like others. */
export function IdField({ taken, ...field }: FieldProps & { taken: readonly string[] }) {
  const id = String(field.value ?? "");
  const [typed, setTyped] = useState<string>();
  const text = typed ?? id;
  const wrong = taken.includes(text)
    ? "Another node is called so."
    : FORM.test(text)
      ? undefined
      : "Small letters, digits and _, beginning with a letter.";
  const leave = () => {
    if (!wrong && text !== id) field.onChange(text);
    setTyped(undefined);
  };
  return (
    <TextInput
      {...said(field)}
      error={typed === undefined ? said(field).error : wrong}
      value={text}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === "Enter") leave();
        if (event.key === "Escape") setTyped(undefined);
      }}
      spellCheck={false}
      autoComplete="off"
      styles={{ input: { fontFamily: "var(--mono)" } }}
    />
  );
}
