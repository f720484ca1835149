import { Alert, Button, Center, Code, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { sentenceOf } from "./api.ts";
import { sessionQuery, signIn } from "./session.ts";

/** The code of the printed link lies behind the `#`, where no server and no log sees it. */
function takeCode(): string | undefined {
  const code = /^#code=(.+)$/.exec(location.hash)?.[1];
  if (code) history.replaceState(history.state, "", location.pathname + location.search);
  return code;
}

export function SignIn() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { to = "/" } = useSearch({ from: "/sign-in" });
  const [key, setKey] = useState("");
  const { mutate, error, isPending } = useMutation({
    mutationFn: signIn,
    async onSuccess() {
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
      await navigate({ href: to, replace: true });
    },
  });
  useEffect(() => {
    const code = takeCode();
    if (code) mutate({ code });
  }, [mutate]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate({ key });
  };
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" w="100%" maw={420}>
        <form onSubmit={submit}>
          <Stack>
            <Title order={1} size="h2">
              Agented
            </Title>
            <Text c="dimmed">
              Sign in with a key. The server printed one at its first start, and a link that needs none.
            </Text>
            {error && (
              <Alert color="red" role="alert">
                {sentenceOf(error)}
              </Alert>
            )}
            <PasswordInput
              label="Key"
              description={
                <>
                  Kept in <Code>api_key</Code> in the data directory, unless <Code>AGENTED_API_KEY</Code> was set.
                </>
              }
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              data-autofocus
            />
            <Button type="submit" loading={isPending}>
              Sign in
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
