import { Code, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { deliveryQuery } from "~/deliveries/ui/api.ts";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { Folded } from "~/ui/parts/folded.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { duration } from "~/ui/parts/time.tsx";
import type { Execution } from "../../model.ts";
import "./prompt.css";

/** All that it was started with but the prompt. */
export function Inputs({ execution }: { execution: Execution }) {
  return (
    <Stack gap="lg">
      <Rows name="What asked for it" rows={causes(execution)} />
      <Rows name="How it runs" rows={means(execution)} />
      <Rows name="Who may run it" rows={chain(execution)} />
      {execution.delivery_id && <Payload id={execution.delivery_id} />}
    </Stack>
  );
}

type Row = [name: string, value: ReactNode];

function Rows({ name, rows }: { name: string; rows: Row[] }) {
  const told = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return (
    <section>
      <Title order={2} size="h6">
        {name}
      </Title>
      <Table className="inputs" verticalSpacing={4} aria-label={name}>
        <Table.Tbody>
          {told.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td className="break">{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function causes(execution: Execution): Row[] {
  const { origin, trigger_id, delivery_id, fire_id, retry_of, continues, fork, hops, group_id, tags } = execution;
  return [
    ["Origin", origin],
    ["Trigger", trigger_id && <TriggerName id={trigger_id} />],
    [
      "Delivery",
      delivery_id && (
        <TextLink to="/deliveries/$id" params={{ id: delivery_id }}>
          {delivery_id}
        </TextLink>
      ),
    ],
    ["Fire of a schedule", fire_id],
    [origin === "replay" ? "Replay of" : "Retry of", retry_of && <Other id={retry_of} />],
    [fork ? "In a copy of the conversation of" : "Goes on with", continues && <Other id={continues} />],
    ["Hops from an event of the world", hops > 0 ? hops : null],
    ["Group", group_id],
    ["Tags", tags.join(", ")],
    ["Request", <Code key="request">{execution.request_id}</Code>],
    ["Trace", execution.trace_id && <Code>{execution.trace_id}</Code>],
  ];
}

function Other({ id }: { id: string }) {
  return (
    <TextLink to="/executions/$id" params={{ id }} inherit>
      {id}
    </TextLink>
  );
}

function means(execution: Execution): Row[] {
  const { working_dir, project_id, ref, permissions, allowed_tools, allowed_actions, timeout_ms } = execution;
  return [
    ["Working directory", <Code key="dir">{working_dir}</Code>],
    [
      "Project",
      project_id && (
        <TextLink to="/projects/$id" params={{ id: project_id }}>
          {project_id}
        </TextLink>
      ),
    ],
    ["Branch or commit", ref],
    ["Permissions", permissions],
    ["Allowed tools", allowed_tools?.join(", ")],
    ["Allowed actions", allowed_actions.join(", ")],
    ["Ended after", duration(timeout_ms)],
    ["Priority", execution.priority],
    ["Backend's own settings", <Json key="config" value={execution.backend_config} />],
    ["Environment", <Environment key="environment" execution={execution} />],
  ];
}

function chain({ chain: { entries, on_usage_limit, rotate_accounts, on_error } }: Execution): Row[] {
  const who = entries.map(({ backend, account, model }, at): Row => {
    const by = account === "any" ? "any account" : account;
    return [`${at + 1}.`, [backend, by, model].filter(Boolean).join(" · ")];
  });
  const again =
    on_error.kind === "retry" ? `try again, ${on_error.retries} times at most, on ${on_error.on} errors` : "fail";
  return [
    ...who,
    ["At a usage limit", on_usage_limit.replace("_", " ")],
    ["Between accounts", rotate_accounts ? "may move" : "stays"],
    ["At an error", again],
  ];
}

/** Of what a child sees only what we set ourselves: the rest is the server's and the account's, and may be secret. */
function Environment({ execution: { id } }: { execution: Execution }) {
  return (
    <>
      <Code>AGENTED_EXECUTION_ID={id}</Code>{" "}
      <Text span size="xs" c="dimmed">
        and what the server and the account let through, which is not kept.
      </Text>
    </>
  );
}

function Payload({ id }: { id: string }) {
  const { data, error } = useQuery(deliveryQuery(id));
  if (error) return <ProblemNote error={error} />;
  if (!data) return null;
  const { body, body_text } = data;
  return (
    <section>
      <Title order={2} size="h6" mb={6}>
        Payload
      </Title>
      <Folded open={JSON.stringify(body).length < 4_000} summary={<Text size="sm">As it was delivered</Text>}>
        {() => (body_text === null ? <Json value={body} /> : <Text className="prompt-text">{body_text}</Text>)}
      </Folded>
    </section>
  );
}

function Json({ value }: { value: unknown }) {
  const text = JSON.stringify(value, null, 2);
  return text === "{}" ? (
    <Text span size="sm" c="dimmed">
      none
    </Text>
  ) : (
    <Code block className="json">
      {text}
    </Code>
  );
}
