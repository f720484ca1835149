export { TRIGGERS } from "./bells.ts";
export { fire } from "./fire.ts";
export { sourceOf } from "./kinds/index.ts";
export { type CatchUp, type Fired, type ScheduleSource, schedule, scheduleRule } from "./kinds/schedule.ts";
export { isLocalOnly } from "./policy.ts";
export { triggerRoutes } from "./routes.ts";
export { prepareTriggers } from "./seed.ts";
export {
  getTrigger,
  listScheduleTriggers,
  listWebhookTriggers,
  secretOf,
  type TriggerRow,
  triggersById,
} from "./store.ts";
