/** The value below which the share lies; 0 when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function highest(values: readonly number[]): number {
  return values.reduce((high, value) => Math.max(high, value), 0);
}

/** The first difference to 1, 2, … `count`; undefined when there is none. */
export function gapIn(numbers: readonly number[], count: number): string | undefined {
  const wrong = numbers.findIndex((number, at) => number !== at + 1);
  if (wrong >= 0) return `${numbers[wrong]} stands where ${wrong + 1} belongs`;
  return numbers.length === count ? undefined : `${numbers.length} of ${count} are there`;
}
