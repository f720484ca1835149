import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import { TITLES } from "~/backends/ui/titles.ts";
import { ok } from "~/ui/api.ts";
import { Ago, useNow } from "~/ui/parts/time.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import type { Account } from "../model.ts";
import { accountsQuery, api } from "./api.ts";

type Cooldown = Account["cooldowns"][number];

const KINDS: Record<Cooldown["kind"], string> = {
  usage: "Usage limit",
  rate: "Rate limit",
  overload: "Overloaded",
  auth: "Not logged in",
  billing: "No credit",
};

/** Why nothing is started for now, and until when; a person who knows better clears it. */
export function Cooldowns({ account }: { account: Account }) {
  const { id, name } = account;
  const now = useNow(account.cooldowns.length > 0);
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => ok(api[":id"].cooldowns.$delete({ param: { id } })),
    onError: toastProblem,
    onSettled: () => queries.invalidateQueries(accountsQuery),
  });
  const holding = account.cooldowns.filter(({ until }) => Date.parse(until) > now);
  if (holding.length === 0) return null;
  const clear = holding.some(({ scope }) => scope === "backend")
    ? `Clear for all of ${TITLES[account.backend]}`
    : "Clear";
  return (
    <Alert color="orange" variant="light" p="xs" icon={<Hourglass size={16} aria-hidden />} title="Cooling down">
      <Stack gap={6}>
        {holding.map((one) => (
          <div key={`${one.scope} ${one.kind} ${one.model}`}>
            <Text size="sm">
              {KINDS[one.kind]} of {sayScope(account, one)}: free again <Ago at={one.until} />
              {one.strikes > 1 && `, met ${one.strikes} times in a row`}
            </Text>
            <Text size="xs" c="dimmed" className="break">
              {one.message}
            </Text>
          </div>
        ))}
        <Group>
          <Button
            size="compact-xs"
            variant="default"
            loading={isPending}
            onClick={() => mutate()}
            aria-label={`${clear}: the cooldowns of ${name}`}
          >
            {clear}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

function sayScope({ backend }: Account, { scope, model }: Cooldown): string {
  if (scope === "backend") return `all of ${TITLES[backend]}`;
  if (scope === "account") return "this account";
  return model === "default" ? "the CLI's own model" : `the model ${model}`;
}
