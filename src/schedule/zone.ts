/** A time zone's clocks. */
export interface Zone {
  /** What a clock there shows, as `2026-03-08T03:00:00`. */
  local(at: number): string;
  /** How far its clocks are ahead of UTC. */
  offsetAt(at: number): number;
  /** Every moment at which its clocks are set, from one instant to another. */
  changes(from: number, to: number): Change[];
}

export interface Change {
  at: number;
  /** The offsets before and after. */
  before_ms: number;
  after_ms: number;
}

const DAY_MS = 86_400_000;

export function openZone(name: string): Zone {
  // Swedish writes dates as ISO does.
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: name, dateStyle: "short", timeStyle: "medium" });
  const local = (at: number) => format.format(at).replace(" ", "T");
  const offsetAt = (at: number) => Date.parse(`${local(at)}Z`) - Math.floor(at / 1_000) * 1_000;
  return {
    local,
    offsetAt,
    changes(from, to) {
      const found: Change[] = [];
      for (let day = from; day < to; day += DAY_MS) {
        const end = Math.min(day + DAY_MS, to);
        const [before_ms, after_ms] = [offsetAt(day), offsetAt(end)];
        if (before_ms !== after_ms) found.push({ at: firstWith(offsetAt, after_ms, day, end), before_ms, after_ms });
      }
      return found;
    },
  };
}

/** The first second at which the offset is `offset`, which it is not at `from` and is at `to`. */
function firstWith(offsetAt: Zone["offsetAt"], offset: number, from: number, to: number): number {
  let [before, after] = [Math.floor(from / 1_000), Math.ceil(to / 1_000)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle * 1_000) === offset) after = middle;
    else before = middle;
  }
  return after * 1_000;
}

/** An offset as `+05:30`. */
export function offsetText(offset_ms: number): string {
  const minutes = Math.round(Math.abs(offset_ms) / 60_000);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${offset_ms < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Whether it is a name of the IANA list: offsets such as `+02:00` know no summer. */
export function isZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

export function serverZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
