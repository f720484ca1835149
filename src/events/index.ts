export { lastChange, startEvents } from "./changes.ts";
export { EVENTS_STREAM, eventRoutes } from "./routes.ts";
export { TOPICS, type Topic } from "./topics.ts";
