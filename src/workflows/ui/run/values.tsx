import { SimpleGrid } from "@mantine/core";
import { JsonView } from "~/ui/parts/json-view.tsx";
import { Section } from "~/ui/parts/section.tsx";
import type { Run } from "../api.ts";

/** What went into a run, and what came out of it. */
export function Values({ run: { input, output } }: { run: Run }) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
      <Section title="Input">
        <JsonView value={input} label="What went in" />
      </Section>
      <Section title="Output">
        <JsonView value={output} label="What came out" />
      </Section>
    </SimpleGrid>
  );
}
