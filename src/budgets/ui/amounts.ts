import type { UsageReport } from "../usage-model.ts";

export type Sums = UsageReport["totals"];

/** `$12.30`, and of less than a dollar as many digits as say something. */
export function usd(amount: number): string {
  const digits = amount === 0 || amount >= 1 ? 2 : 4;
  return new Intl.NumberFormat("en", {
    ...{ style: "currency", currency: "USD" },
    ...{ minimumFractionDigits: 2, maximumFractionDigits: digits },
  }).format(amount);
}

/** `12,345`, from a hundred thousand on `1.2M`. */
export function tokens(amount: number): string {
  if (amount < 100_000) return amount.toLocaleString("en");
  return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(amount);
}

type Costs = Pick<Sums, "cost_usd" | "unpriced_attempts" | "incomplete_attempts" | "total_tokens">;

/** What it cost as far as anybody knows: what has no price is unknown and never nothing. */
export function sayCost({ cost_usd, unpriced_attempts, incomplete_attempts, total_tokens }: Costs): string {
  const partly = unpriced_attempts > 0 || incomplete_attempts > 0;
  if (cost_usd === null) return partly || total_tokens > 0 ? "unknown" : "–";
  return partly ? `at least ${usd(cost_usd)}` : usd(cost_usd);
}

/** Why a cost is not the whole of it; undefined when it is. */
export function sayUnknown({ unpriced_attempts, incomplete_attempts }: Costs): string | undefined {
  const parts = [
    unpriced_attempts > 0 && `${attempts(unpriced_attempts)} with a model that has no price`,
    incomplete_attempts > 0 && `${attempts(incomplete_attempts)} that did not tell all it used`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(", ") : undefined;
}

const attempts = (count: number) => (count === 1 ? "1 attempt" : `${count} attempts`);
