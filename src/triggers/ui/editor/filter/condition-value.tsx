import { NativeSelect, TagsInput, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Resolved } from "~/ui/parts/schema-form/schema.ts";
import { same } from "../draft.ts";
import { printScalar, readScalar } from "./rows.ts";

interface Props {
  label: string;
  schema: Resolved | undefined;
  value: unknown;
  error: string | undefined;
  onChange(value: unknown): void;
}

/** The value that a condition holds a field against, by what its operator takes. */
export function ConditionValue({ label, schema, value, error, onChange }: Props) {
  const told = { "aria-label": label, error, flex: "2 1 140px" };
  if (schema?.type === "boolean")
    return (
      <NativeSelect
        {...told}
        value={String(value)}
        onChange={(event) => onChange(event.currentTarget.value === "true")}
        data={[
          { value: "true", label: "yes" },
          { value: "false", label: "no" },
        ]}
      />
    );
  if (schema?.type === "array")
    return (
      <TagsInput
        {...told}
        value={(Array.isArray(value) ? value : []).map(printScalar)}
        onChange={(texts) => onChange(texts.map(readScalar))}
        placeholder="Enter adds one"
      />
    );
  return <Scalar {...told} isText={schema?.type === "string"} value={value} onChange={onChange} />;
}

interface ScalarProps extends Pick<Props, "value" | "error" | "onChange"> {
  isText: boolean;
}

/** What is typed stays as it is typed while it means the same: `1.0` is on its way to `1.05`. */
function Scalar({ isText, value, onChange, ...told }: ScalarProps) {
  const read = isText ? (text: string) => text : readScalar;
  const print = isText ? String : printScalar;
  const [text, setText] = useState(() => print(value));
  return (
    <TextInput
      {...told}
      value={same(read(text), value) ? text : print(value)}
      onChange={({ currentTarget: { value: typed } }) => {
        setText(typed);
        onChange(read(typed));
      }}
      spellCheck={false}
    />
  );
}
