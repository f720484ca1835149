import type { UsageWindow } from "../model.ts";

const NUMBERS: Record<string, string> = { one: "1", five: "5", seven: "7", thirty: "30" };

/** A provider's name of an allowance as a person says it: `five_hour` is `5 hours`, `seven_day_opus` is `7 days, opus`. */
export function windowName(name: string): string {
  const [, count = "", unit = "", rest] = /^([a-z]+)_(hour|day)s?(?:_(.+))?$/.exec(name) ?? [];
  const number = NUMBERS[count];
  if (!number) return name.replaceAll("_", " ");
  const span = `${number} ${unit}${number === "1" ? "" : "s"}`;
  return rest ? `${span}, ${rest.replaceAll("_", " ")}` : span;
}

/** From 0 to 100; of a spent one that told no share, all. Undefined where nothing is known. */
export function shareOf({ utilization, status }: Pick<UsageWindow, "utilization" | "status">): number | undefined {
  if (utilization !== null) return Math.min(100, Math.round(utilization * 100));
  return status === "spent" ? 100 : undefined;
}

/** The share with the word that says what it means, so that no colour needs to. */
export function sayShare(window: Pick<UsageWindow, "utilization" | "status">): string {
  const share = shareOf(window);
  const word = { open: "", warned: "nearly spent", spent: "spent" }[window.status];
  if (share === undefined) return word || "share unknown";
  return word && !(share === 100 && window.status === "spent") ? `${share} %, ${word}` : word || `${share} %`;
}
