import { Divider, Group, Stack, Text } from "@mantine/core";
import { isLive, StatusBadge } from "~/ui/parts/status.tsx";
import type { Attempt } from "../../model.ts";
import type { Item } from "./conversation.ts";
import { Turn } from "./item.tsx";
import { usageWords } from "./words.ts";

interface SpokenProps {
  attempt: Attempt;
  before: Attempt | undefined;
  items: readonly Item[];
  working_dir: string;
}

/** What one attempt said, between who said it and what it took. */
export function Spoken({ attempt, before, items, working_dir }: SpokenProps) {
  const live = isLive(attempt.status);
  return (
    <Stack component="section" gap="sm" aria-label={`Attempt ${attempt.number}`}>
      <Mark attempt={attempt} before={before} />
      {items.map((item, at) => (
        <Turn
          // biome-ignore lint/suspicious/noArrayIndexKey: one line may say several things, which stay in their order
          key={`${item.seq} ${item.kind} ${at}`}
          item={item}
          working_dir={working_dir}
          live={live}
        />
      ))}
      {!live && <Ending attempt={attempt} />}
    </Stack>
  );
}

function Mark({ attempt: { number, backend, model, account_id }, before }: Pick<SpokenProps, "attempt" | "before">) {
  const who = [backend, model, account_id].filter(Boolean).join(" · ");
  const moved = before && (before.backend !== backend || before.account_id !== account_id);
  return (
    <div>
      <Divider
        label={
          <Text span size="xs" className="break">
            {before ? `Attempt ${number}: ${moved ? "handed over to " : "again by "}${who}` : who}
          </Text>
        }
        labelPosition="left"
      />
      {before && (
        <Text size="xs" c="dimmed" className="break">
          Because attempt {before.number} ended: {before.detail ?? before.reason ?? before.status}
        </Text>
      )}
    </div>
  );
}

function Ending({ attempt }: { attempt: Attempt }) {
  return (
    <Group gap="xs">
      <StatusBadge status={attempt.status} />
      <Text size="xs" c="dimmed" className="tabular">
        {usageWords(attempt)}
      </Text>
    </Group>
  );
}
