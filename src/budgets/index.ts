export { type Admission, admit, countsMinutes, type Exceeded, exceeded } from "./admit.ts";
export { BUDGETS } from "./bells.ts";
export type { Spender } from "./budget-store.ts";
export { closeUsage, meter, usageByAttempt } from "./meter.ts";
export { priceRoutes } from "./price-routes.ts";
export { preparePrices } from "./price-store.ts";
export { budgetRoutes } from "./routes.ts";
export { AttemptUsage } from "./usage-model.ts";
export { usageRoutes } from "./usage-routes.ts";
