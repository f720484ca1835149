/** A failure of the database that may pass: somebody else holds the lock, or the disk is full for the moment. */
export const isTransient = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED|FULL|IOERR)/.test(codeOf(error));

/** Somebody else holds the lock. */
export const isBusy = (error: unknown): boolean => /^SQLITE_BUSY/.test(codeOf(error));

/** There is no room on the disk. */
export const isDiskFull = (error: unknown): boolean => /^SQLITE_FULL/.test(codeOf(error));

/** The query builder wraps some of what the database says. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return "code" in error ? String(error.code) : codeOf(error.cause);
}
