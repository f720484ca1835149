import cronstrue from "cronstrue";

/** A cron pattern as a sentence. */
export function wordsOf(pattern: string): string {
  try {
    return cronstrue.toString(pattern, { use24HourTimeFormat: true });
  } catch {
    return `By the cron pattern ${pattern}`;
  }
}
