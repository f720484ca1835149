import { Code } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { accountsQuery } from "~/accounts/ui/api.ts";
import { TITLES } from "~/backends/ui/titles.ts";
import { allProjects } from "~/projects/ui/api.ts";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { Fact, Facts } from "~/ui/parts/fact.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Ago, Took } from "~/ui/parts/time.tsx";
import type { Execution } from "../model.ts";

/** What one wants to know of a run at a glance. */
export function ExecutionFacts({ execution }: { execution: Execution }) {
  return (
    <Facts>
      <Causes execution={execution} />
      <Fact name="Made">
        <Ago at={execution.created_at} />
      </Fact>
      {execution.started_at && (
        <Fact name="Took">
          <Took from={execution.started_at} ms={execution.duration_ms} />
        </Fact>
      )}
      <Means execution={execution} />
      <Sums execution={execution} />
    </Facts>
  );
}

function Causes({ execution: { trigger_id, origin, retry_of, continues, delivery_id } }: { execution: Execution }) {
  return (
    <>
      {trigger_id && (
        <Fact name="Trigger">
          <TriggerName id={trigger_id} />
        </Fact>
      )}
      <Fact name="From">
        {delivery_id ? (
          <TextLink inherit to="/deliveries/$id" params={{ id: delivery_id }}>
            {origin}
          </TextLink>
        ) : (
          origin
        )}
      </Fact>
      {retry_of && <Other name={origin === "replay" ? "Replay of" : "Retry of"} id={retry_of} />}
      {continues && <Other name="Goes on with" id={continues} />}
    </>
  );
}

function Means({ execution }: { execution: Execution }) {
  const { project_id, ref, backend, model, permissions, attempts } = execution;
  const { data: projects } = useQuery({ ...allProjects, enabled: project_id !== null });
  const { data: accounts } = useQuery(accountsQuery);
  const newest = attempts.at(-1);
  const used = newest?.model ?? model;
  return (
    <>
      {project_id && (
        <Fact name="Project">
          <TextLink inherit to="/projects/$id" params={{ id: project_id }}>
            {projects?.find(({ id }) => id === project_id)?.name ?? project_id}
          </TextLink>
        </Fact>
      )}
      {ref && <Fact name="Branch">{ref}</Fact>}
      <Fact name="By">
        {TITLES[newest?.backend ?? backend]}
        {used ? ` · ${used}` : ""} · {permissions.replace("_", " ")}
      </Fact>
      {newest?.account_id && (
        <Fact name="Account">{accounts?.find(({ id }) => id === newest.account_id)?.name ?? newest.account_id}</Fact>
      )}
      {newest?.session_id && (
        <Fact name="Session">
          <Code>{newest.session_id}</Code>
        </Fact>
      )}
    </>
  );
}

function Sums({ execution: { attempts, cost_usd } }: { execution: Execution }) {
  const tokens = attempts.reduce((sum, { usage }) => sum + (usage ? usage.input_tokens + usage.output_tokens : 0), 0);
  return (
    <>
      {attempts.length > 1 && <Fact name="Attempts">{attempts.length}</Fact>}
      {tokens > 0 && <Fact name="Tokens">{tokens.toLocaleString("en")}</Fact>}
      {cost_usd !== null && <Fact name="Cost">${cost_usd.toFixed(4)}</Fact>}
    </>
  );
}

function Other({ name, id }: { name: string; id: string }) {
  return (
    <Fact name={name}>
      <TextLink to="/executions/$id" params={{ id }} inherit>
        {id}
      </TextLink>
    </Fact>
  );
}
