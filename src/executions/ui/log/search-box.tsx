import { ActionIcon, Group, Text, TextInput } from "@mantine/core";
import { ChevronDown, ChevronUp } from "lucide-react";
import type { KeyboardEvent, Ref } from "react";
import type { Search } from "./search.ts";

export function SearchBox({ search, ref }: { search: Search; ref: Ref<HTMLInputElement> }) {
  const { text, setText, place, matches, step } = search;
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter") void step(event.shiftKey ? -1 : 1);
    if (event.key !== "Escape") return;
    setText("");
    event.currentTarget.blur();
  };
  return (
    <Group gap={4} wrap="nowrap">
      <TextInput
        ref={ref}
        size="xs"
        w={180}
        type="search"
        placeholder="Search  /"
        aria-label="Search the output"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {matches !== undefined && (
        <>
          <Text size="xs" className="log-found nowrap tabular" role="status">
            {matches === 0 ? "none" : `${(place + 1).toLocaleString("en")} of ${matches.toLocaleString("en")}`}
          </Text>
          <Step label="The one before (N)" icon={ChevronUp} onClick={() => step(-1)} />
          <Step label="The next one (n)" icon={ChevronDown} onClick={() => step(1)} />
        </>
      )}
    </Group>
  );
}

function Step({ label, icon: Icon, onClick }: { label: string; icon: typeof ChevronUp; onClick: () => void }) {
  return (
    <ActionIcon size="sm" variant="subtle" color="gray" aria-label={label} title={label} onClick={onClick}>
      <Icon size={14} aria-hidden />
    </ActionIcon>
  );
}
