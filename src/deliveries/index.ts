export { startBacklog } from "./backlog.ts";
export { type Payload, payloadOf } from "./payload.ts";
export { deliveryRoutes } from "./routes.ts";
