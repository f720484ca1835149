import { Alert, Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { ProblemError, sentenceOf } from "../api.ts";
import { TextLink } from "./link.tsx";
import { RequestId } from "./request-id.tsx";

/** What went wrong, in the server's words, with what somebody else needs to find it. */
export function ProblemNote({ error }: { error: unknown }) {
  const problem = error instanceof ProblemError ? error.problem : undefined;
  return (
    <Alert color="red" role="alert" title={problem?.title ?? "This page failed"}>
      <Stack gap="xs">
        <Text size="sm">{sentenceOf(error)}</Text>
        {problem?.errors?.map(({ path, message }) => (
          <Text size="sm" key={path}>
            <Code>{path}</Code> {message}
          </Text>
        ))}
        {problem?.request_id && <RequestId id={problem.request_id} />}
      </Stack>
    </Alert>
  );
}

export function Failed({ error }: { error: unknown }) {
  const router = useRouter();
  const queries = useQueryClient();
  const again = async () => {
    await queries.invalidateQueries();
    await router.invalidate();
  };
  return (
    <Stack p="md" maw={640}>
      <ProblemNote error={error} />
      <Group>
        <Button onClick={again}>Try again</Button>
      </Group>
    </Stack>
  );
}

export function NotFound() {
  return (
    <Stack p="xl" component="main">
      <Title order={1} size="h3">
        There is no such page
      </Title>
      <TextLink to="/">To the start</TextLink>
    </Stack>
  );
}
