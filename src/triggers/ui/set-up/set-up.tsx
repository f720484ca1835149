import { Code, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Copied } from "~/ui/parts/copied.tsx";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { signedRequestQuery, type Trigger } from "../api.ts";
import { Section } from "../editor/section.tsx";
import { Secret } from "./secret.tsx";
import { TestDelivery } from "./test-delivery.tsx";

/** What whoever sends to this trigger must know. A secret that cannot be read any more is replaced here too. */
export function SetUp({ trigger }: { trigger: Trigger }) {
  const { data, error } = useQuery(signedRequestQuery(trigger.id));
  return (
    <Stack maw={860}>
      {error && <ProblemNote error={error} />}
      {!data && !error && <Loader aria-label="Loading" />}
      {data && (
        <Section title="Where to send it" hint="POST, with a JSON body.">
          <Copied label="URL" text={data.url} />
          <Headers headers={data.headers} />
        </Section>
      )}
      <Secret trigger={trigger} />
      {data && <FromShell curl={data.curl} />}
      {data && <TestDelivery trigger={trigger} body={data.body} />}
    </Stack>
  );
}

function FromShell({ curl }: { curl: string | null }) {
  return (
    <Section title="Send one from a shell" hint="Signed for exactly this body. Paste it as it is: a run starts.">
      {curl === null ? (
        <Text size="sm">
          Nothing can be signed yet: set <Code>GITHUB_WEBHOOK_SECRET</Code> and start the server again.
        </Text>
      ) : (
        <Copied label="Signed curl" text={curl} block />
      )}
    </Section>
  );
}

const MEANING: Record<string, string> = {
  "Content-Type": "The body is JSON.",
  "X-Webhook-Signature-256": "sha256= and the HMAC of the body's bytes in hex; Standard Webhooks' headers do as well.",
  "X-Hub-Signature-256": "GitHub signs with the server's GITHUB_WEBHOOK_SECRET.",
  "X-GitHub-Event": "What GitHub calls the event.",
  "X-GitHub-Delivery": "One that was taken is not taken again.",
};

function Headers({ headers }: { headers: Record<string, string> }) {
  return <DataTable label="Headers" rows={Object.keys(headers)} keyOf={(name) => name} columns={COLUMNS} empty="" />;
}

const COLUMNS: Column<string>[] = [
  { name: "Header", cell: (name) => <Code>{name}</Code> },
  { name: "What it says", cell: (name) => <Text size="sm">{MEANING[name]}</Text> },
];
