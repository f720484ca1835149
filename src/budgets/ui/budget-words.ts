import type { Budget } from "../model.ts";
import { tokens, usd } from "./amounts.ts";

export const WINDOWS: Record<Budget["window"], string> = {
  day: "a day",
  week: "a week, from Monday",
  month: "a month",
  "5_hours": "5 hours",
  "7_days": "7 days",
};

export const UNITS: Record<Budget["unit"], string> = {
  usd: "USD",
  tokens: "tokens",
  runs: "executions",
  minutes: "minutes",
};

/** An amount in the budget's unit: `$3.20`, `1.2M tokens`, `4.5 minutes`. */
export function sayAmount(unit: Budget["unit"], amount: number): string {
  if (unit === "usd") return usd(amount);
  if (unit === "runs" && amount === 1) return "1 execution";
  const said = unit === "tokens" ? tokens(amount) : amount.toLocaleString("en", { maximumFractionDigits: 1 });
  return `${said} ${UNITS[unit]}`;
}

export type BudgetState = "off" | "unknown" | "within" | "warned" | "ahead" | "used_up";
type Spent = Pick<Budget, "enabled" | "spent" | "soft_limit" | "hard_limit" | "forecast">;

/** How a budget stands: used up, past its alert, on the way past its cap, or well within. */
export function stateOf({ enabled, spent, soft_limit, hard_limit, forecast }: Spent): BudgetState {
  if (!enabled) return "off";
  if (spent === null) return "unknown";
  if (hard_limit !== null && spent >= hard_limit) return "used_up";
  if (soft_limit !== null && spent >= soft_limit) return "warned";
  return hard_limit !== null && forecast !== null && forecast > hard_limit ? "ahead" : "within";
}

/** The share of a whole, in percent and at most all of it. */
export function percent(part: number, whole: number): number {
  return whole > 0 ? Math.min(100, (part / whole) * 100) : 0;
}
