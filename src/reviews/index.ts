export { agingReviews } from "./aging.ts";
export { followReviews } from "./follow.ts";
export { notePull } from "./pulls.ts";
export { reviewRoutes } from "./routes.ts";
