import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";
import { ok } from "~/ui/api.ts";
import { CopyText } from "~/ui/parts/copy-text.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import type { Account, LoginCheck } from "../model.ts";
import { accountsQuery, api } from "./api.ts";

/** How an account is logged in, and whether credentials are in place: a login that is found ends its cooldown. */
export function Login({ account }: { account: Account }) {
  const { id, name, login_command, backend } = account;
  const queries = useQueryClient();
  const { mutate, data, isPending } = useMutation({
    mutationFn: () => ok(api[":id"].check.$post({ param: { id } })),
    onError: toastProblem,
    onSuccess: () => queries.invalidateQueries(accountsQuery),
  });
  if (backend === "command") return null;
  return (
    <Stack gap={6}>
      <Group gap="sm">
        <Text size="sm" className="break">
          {sayLogin(account)}
        </Text>
        <Button
          size="compact-xs"
          variant="default"
          loading={isPending}
          onClick={() => mutate()}
          aria-label={`Check login of ${name}`}
        >
          Check login
        </Button>
      </Group>
      <div role="status">{data && <Found check={data} />}</div>
      {login_command !== null && data?.logged_in !== true && (
        <Group gap={6}>
          <Text size="xs" c="dimmed">
            To log in, type on the server
          </Text>
          <CopyText text={login_command} what={`the command to log in on ${name}`} />
        </Group>
      )}
    </Stack>
  );
}

function Found({ check: { logged_in, detail } }: { check: LoginCheck }) {
  const [Icon, color] = logged_in === false ? [CircleAlert, "orange"] : [CircleCheck, "teal"];
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <Icon size={16} aria-hidden color={`var(--mantine-color-${color}-6)`} style={{ flex: "none", marginTop: 2 }} />
      <Text size="sm" className="break">
        {detail}
      </Text>
    </Group>
  );
}

/** What stands for the login; never the key itself, which the server does not tell either. */
function sayLogin({ is_default, key, config_dir }: Account): string {
  if (is_default) return "The login of whoever runs the server, or the keys in its environment";
  const directory = config_dir === null ? "" : `the directory ${config_dir}`;
  if (!key) return `A login in ${directory}`;
  const from = key.from === "env" ? `from ${key.env} of the server's environment` : "stored encrypted, never shown";
  return `The key ${key.variable}, ${from}${directory && `, with ${directory}`}`;
}
