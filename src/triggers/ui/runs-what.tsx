import { useQuery } from "@tanstack/react-query";
import { allProjects } from "~/projects/ui/api.ts";
import { Fact, Facts } from "~/ui/parts/fact.tsx";
import { duration } from "~/ui/parts/time.tsx";
import { formQuery, type Trigger } from "./api.ts";

const RIGHTS: Record<Trigger["permissions"], string> = {
  ...{ read_only: "may read only", edit: "may edit", full: "may do everything" },
};

/** Who runs a trigger's prompt, where, and within which limits. */
export function RunsWhat({ trigger }: { trigger: Trigger }) {
  const { data: form } = useQuery(formQuery);
  const { data: projects } = useQuery({ ...allProjects, enabled: trigger.project_id !== null });
  const titleOf = (id: string) => form?.backends.find((one) => one.id === id)?.title ?? id;
  const entries = trigger.chain?.entries ?? [trigger];
  const { timeout_secs, max_concurrent, working_dir, project_id, allowed_actions } = trigger;
  return (
    <Facts>
      <Fact name="By">
        {entries
          .map(({ backend, model }) => (model ? `${titleOf(backend)} (${model})` : titleOf(backend)))
          .join(", then ")}
      </Fact>
      <Fact name="It">{RIGHTS[trigger.permissions]}</Fact>
      {project_id && (
        <Fact name="In the project">{projects?.find(({ id }) => id === project_id)?.name ?? project_id}</Fact>
      )}
      {working_dir && <Fact name="In">{working_dir}</Fact>}
      {max_concurrent !== null && <Fact name="At once">{max_concurrent}</Fact>}
      {timeout_secs !== null && <Fact name="At most">{duration(timeout_secs * 1_000)}</Fact>}
      {allowed_actions.length > 0 && <Fact name="Its results may">{allowed_actions.join(", ")}</Fact>}
    </Facts>
  );
}
