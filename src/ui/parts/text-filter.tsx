import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";

interface TextFilterProps {
  label: string;
  value: string | undefined;
  onChange(value: string | undefined): void;
}

/** A text that narrows a list as it is typed. */
export function TextFilter({ label, value = "", onChange }: TextFilterProps) {
  const [typed, setTyped] = useState(value);
  const said = useRef(value);
  useEffect(() => {
    // What comes back from the address is what was typed, but when somebody went elsewhere.
    if (value === said.current) return;
    said.current = value;
    setTyped(value);
  }, [value]);
  const say = useDebouncedCallback((text: string) => {
    said.current = text;
    onChange(text || undefined);
  }, 300);
  return (
    <TextInput
      size="xs"
      type="search"
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        say(event.currentTarget.value.trim());
      }}
    />
  );
}
