export { startBacklog } from "./backlog.ts";
export { type Payload, payloadOf } from "./payload.ts";
export type { Witness } from "./receive.ts";
export { deliveryRoutes } from "./routes.ts";
