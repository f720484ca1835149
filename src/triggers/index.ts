export { fire } from "./fire.ts";
export { sourceOf } from "./kinds/index.ts";
export { isLocalOnly } from "./policy.ts";
export { triggerRoutes } from "./routes.ts";
export { prepareTriggers } from "./seed.ts";
export { heldByTriggers, listWebhookTriggers, secretOf, type TriggerRow, triggersById } from "./store.ts";
