import { NativeSelect } from "@mantine/core";
import { DayFilter } from "~/ui/parts/day-filter.tsx";
import type { Filter, Within } from "./filter.ts";

const SPANS: Record<Within, string> = {
  ...{ "1h": "The last hour", "24h": "The last 24 hours", "7d": "The last 7 days", "30d": "The last 30 days" },
};
const CHOICES = [
  { value: "", label: "Any time" },
  ...Object.entries(SPANS).map(([value, label]) => ({ value, label })),
  { value: "days", label: "From … to …" },
];

interface TimeFilterProps {
  filter: Filter;
  narrow(by: Partial<Filter>): unknown;
}

/** When they were made: a span that ends now, or days. */
export function TimeFilter({ filter: { within, since, until }, narrow }: TimeFilterProps) {
  const byDays = since !== undefined || until !== undefined;
  const choose = (value: string) => {
    const none = { within: undefined, since: undefined, until: undefined };
    if (value === "days") return narrow({ ...none, since: today() });
    return narrow({ ...none, within: (value || undefined) as Within | undefined });
  };
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label="When"
        value={byDays ? "days" : (within ?? "")}
        onChange={(event) => choose(event.currentTarget.value)}
        data={CHOICES}
      />
      {byDays && (
        <>
          <DayFilter label="From" value={since} onChange={(since) => narrow({ since })} />
          <DayFilter label="To" value={until} onChange={(until) => narrow({ until })} />
        </>
      )}
    </>
  );
}

function today(): string {
  const now = new Date();
  const two = (number: number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
