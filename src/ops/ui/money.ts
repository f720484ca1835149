import type { Budget } from "~/budgets/index.ts";

/** An amount in its unit, as people read it. */
export function amount(value: number, unit: Budget["unit"]): string {
  if (unit === "usd") return `$${value.toFixed(value < 1 ? 4 : 2)}`;
  const rounded = Math.round(value);
  const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
  const text = rounded < 10_000 ? rounded.toLocaleString("en") : short.format(rounded);
  return unit === "minutes" ? `${text} min` : text;
}

/** How much of a limit is spent or set aside, in percent, at most 100. */
export function shareOf({ spent, reserved }: Pick<Budget, "spent" | "reserved">, limit: number): number {
  return Math.min(100, Math.round((100 * ((spent ?? 0) + (reserved ?? 0))) / limit));
}
