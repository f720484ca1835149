const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** `512 B`, `3.2 MB`: as few digits as tell it. */
export function size(bytes: number): string {
  const at = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(bytes || 1) / 3)));
  const number = bytes / 1_000 ** at;
  return `${number < 10 && at > 0 ? number.toFixed(1) : Math.round(number)} ${UNITS[at]}`;
}
