import { ok } from "~/ui/api.ts";
import { EnabledSwitch } from "~/ui/parts/enabled-switch.tsx";
import { api, type Trigger } from "./api.ts";

export function TriggerSwitch({ trigger, label }: { trigger: Trigger; label?: string }) {
  const enable = (enabled: boolean) => ok(api[":id"].$patch({ param: { id: trigger.id }, json: { enabled } }));
  return <EnabledSwitch of={trigger} enable={enable} queryKey={["triggers"]} label={label} />;
}
