/** What of the usage is looked at: it lies in the address, so that it can be linked. */
export interface View {
  tab?: "budgets" | "prices";
  /** How many days; 30 unless it is said. */
  days?: 7 | 90;
  /** What the bars show; the cost unless it is said. */
  of?: "tokens";
  /** What the sums are split by; the model unless it is said. */
  by?: "trigger" | "account";
  /** Of the prices those whose model's name holds this. */
  model?: string;
}

export function readView({ tab, days, of, by, model }: Record<string, unknown>): View {
  return {
    ...oneOf("tab", tab, ["budgets", "prices"] as const),
    ...oneOf("days", days, [7, 90] as const),
    ...oneOf("of", of, ["tokens"] as const),
    ...oneOf("by", by, ["trigger", "account"] as const),
    ...(typeof model === "string" && model !== "" && { model }),
  };
}

function oneOf<Name extends string, Value>(name: Name, given: unknown, known: readonly Value[]) {
  const value = known.find((one) => one === given);
  return (value === undefined ? {} : { [name]: value }) as { [N in Name]?: Value };
}
