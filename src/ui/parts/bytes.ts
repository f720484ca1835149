const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** `640 B`, `1.5 MB`: three digits at most. */
export function bytes(size: number): string {
  const at = Math.min(UNITS.length - 1, size < 1 ? 0 : Math.floor(Math.log10(size) / 3));
  const amount = size / 1_000 ** at;
  return `${at > 0 && amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${UNITS[at]}`;
}
