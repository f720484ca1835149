/** Rings when a budget has warned, refused, stopped or asked. */
export const BUDGETS = "budgets";
