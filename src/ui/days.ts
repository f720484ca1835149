/** How many days back one may look, besides the thirty where the address says nothing. */
export const OTHER_DAYS = [7, 90] as const;

/** The first and the last day of a span, as the server takes it: from one midnight, here, to before another. */
export function instantsOf({ since, until }: { since?: string | undefined; until?: string | undefined }) {
  return { ...(since && { since: instantOf(since) }), ...(until && { until: instantOf(until, 1) }) };
}

/** The midnight with which a day begins, or so many days after. What is no day is left as it is. */
function instantOf(text: string, after = 0): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return text;
  return new Date(year, month - 1, day + after).toISOString();
}
