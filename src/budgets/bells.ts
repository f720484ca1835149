/** Rings when a budget was made, changed or deleted, and when it has warned, refused, stopped or asked. */
export const BUDGETS = "budgets";
