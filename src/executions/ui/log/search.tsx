import { ActionIcon, Group, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronUp } from "lucide-react";
import { type KeyboardEvent, useEffect, useState } from "react";
import { linesWith } from "../api.ts";

/** The server looks through the whole output; here one walks from line to line of what it found. */
export function useSearchIn(id: string, show: (seq: number) => void) {
  const [{ text, place }, setState] = useState({ text: "", place: 0 });
  const [asked] = useDebouncedValue(text.trim(), 150);
  const { data } = useQuery({
    queryKey: ["lines", id, asked],
    queryFn: () => linesWith(id, asked),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
  });
  const found = text.trim() === "" ? undefined : data;
  const at = found?.lines[place]?.seq;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another line is gone to
  useEffect(() => {
    if (at !== undefined) show(at);
  }, [at]);
  const step = (by: number) => {
    const count = found?.lines.length ?? 0;
    if (count > 0) setState({ text, place: (place + by + count) % count });
  };
  return { text, setText: (text: string) => setState({ text, place: 0 }), at, place, matches: found?.matches, step };
}

export function Search({
  search: { text, setText, place, matches, step },
}: {
  search: ReturnType<typeof useSearchIn>;
}) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") setText("");
  };
  return (
    <Group gap={4} wrap="nowrap">
      <TextInput
        size="xs"
        w={180}
        type="search"
        placeholder="Search"
        aria-label="Search the output"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {matches !== undefined && (
        <>
          <Text size="xs" className="nowrap tabular" role="status">
            {matches === 0 ? "none" : `${place + 1} of ${matches.toLocaleString("en")}`}
          </Text>
          <Step label="The one before" icon={ChevronUp} onClick={() => step(-1)} />
          <Step label="The next one" icon={ChevronDown} onClick={() => step(1)} />
        </>
      )}
    </Group>
  );
}

function Step({ label, icon: Icon, onClick }: { label: string; icon: typeof ChevronUp; onClick: () => void }) {
  return (
    <ActionIcon size="sm" variant="subtle" color="gray" aria-label={label} onClick={onClick}>
      <Icon size={14} aria-hidden />
    </ActionIcon>
  );
}
