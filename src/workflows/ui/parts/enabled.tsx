import { ok } from "~/ui/api.ts";
import { EnabledSwitch } from "~/ui/parts/enabled-switch.tsx";
import { api, type Workflow } from "../api.ts";

export function WorkflowSwitch({ workflow, label }: { workflow: Workflow; label?: string }) {
  const enable = (enabled: boolean) => ok(api[":id"].$patch({ param: { id: workflow.id }, json: { enabled } }));
  return <EnabledSwitch of={workflow} enable={enable} queryKey={["workflows"]} label={label} />;
}
