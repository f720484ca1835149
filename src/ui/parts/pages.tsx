import { Button, Group, Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { paged } from "../paged.ts";
import { Loaded } from "./loaded.tsx";

interface Props<Page extends { next_cursor: string | null }> {
  of: ReturnType<typeof paged<Page>>;
  /** What the next page holds, in a word: of most lists what is older. */
  next?: string;
  children: (pages: Page[]) => ReactNode;
}

/** A list with a button for its next page; none at its end. */
export function Pages<Page extends { next_cursor: string | null }>({ of, next = "Older", children }: Props<Page>) {
  const list = useInfiniteQuery(of);
  return (
    <Stack gap="sm">
      <Loaded query={list}>{({ pages }) => children(pages)}</Loaded>
      {list.hasNextPage && (
        <Group>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {next}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
