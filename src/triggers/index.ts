export { fire, preview } from "./fire.ts";
export { sourceOf } from "./kinds/index.ts";
export { Preview, PreviewInput, TriggerInput, TriggerPatch } from "./model.ts";
export { isLocalOnly } from "./policy.ts";
export { promptRoutes } from "./prompt-routes.ts";
export { triggerRoutes } from "./routes.ts";
export { createTrigger } from "./save.ts";
export { prepareTriggers } from "./seed.ts";
export { listWebhookTriggers, secretOf, snippetUsers, type TriggerRow, triggersById } from "./store.ts";
