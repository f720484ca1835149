import { Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { JsonView } from "~/ui/parts/json-view.tsx";
import { TextBlock } from "~/ui/parts/text-block.tsx";
import type { RunNode } from "../api.ts";

/** What those that follow may ask for. */
export function Left({ row: { text, data, given } }: { row: Pick<RunNode, "text" | "data" | "given"> }) {
  const isSame = text !== null && (data === text || JSON.stringify(data) === JSON.stringify(readOf(text)));
  return (
    <>
      {given !== null && given !== undefined && (
        <Part title="Item">
          <JsonView value={given} label="The item" />
        </Part>
      )}
      {text !== null && text !== "" && !(isSame && typeof data === "object") && (
        <Part title="Text">
          <TextBlock label="Text">{text}</TextBlock>
        </Part>
      )}
      {data !== null && data !== undefined && !(isSame && typeof data !== "object") && (
        <Part title="Data">
          <JsonView value={data} label="Data" />
        </Part>
      )}
    </>
  );
}

function readOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap={4}>
      <Title order={3} size="h6">
        {title}
      </Title>
      {children}
    </Stack>
  );
}
