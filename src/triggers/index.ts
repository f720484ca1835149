export { closeChange, forgetChanges } from "./changes.ts";
export { type Cause, fire } from "./fire.ts";
export { sourceOf } from "./kinds/index.ts";
export type { Event } from "./kinds/kind.ts";
export { isLocalOnly } from "./policy.ts";
export { triggerRoutes } from "./routes.ts";
export { prepareTriggers } from "./seed.ts";
export { getTrigger, listTriggersOf, secretsOf, type TriggerRow, triggersById } from "./store.ts";
