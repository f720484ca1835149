import { Button, Stack, Title } from "@mantine/core";
import { useState } from "react";
import { Folded } from "~/ui/parts/folded.tsx";
import type { RunNode } from "../api.ts";
import { runStatusWord } from "../parts/run-status.tsx";
import { StatusSign } from "../parts/status-sign.tsx";
import { Left } from "./left.tsx";
import { Standing } from "./node-standing.tsx";

const AT_ONCE = 50;

/** What a map did, item by item. */
export function Items({ items }: { items: RunNode[] }) {
  const [most, setMost] = useState(AT_ONCE);
  return (
    <Stack gap={4}>
      <Title order={3} size="h6">
        Items
      </Title>
      {items.slice(0, most).map((row) => (
        <Folded
          key={row.item}
          summary={
            <>
              <StatusSign status={row.status} /> {row.item}: {runStatusWord(row.status)} {shortOf(row.given)}
            </>
          }
        >
          {() => (
            <Stack gap="xs">
              <Standing row={row} />
              <Left row={row} />
            </Stack>
          )}
        </Folded>
      ))}
      {items.length > most && (
        <Button size="compact-sm" variant="default" onClick={() => setMost(most + AT_ONCE)}>
          {items.length - most} more
        </Button>
      )}
    </Stack>
  );
}

const MOST = 40;

function shortOf(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
