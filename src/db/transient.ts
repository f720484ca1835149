const PASSING = /^SQLITE_(BUSY|LOCKED|FULL|IOERR)/;

/** A failure of the database that may pass: somebody else holds the lock, or the disk is full for the moment. */
export function isTransient(error: unknown): boolean {
  return error instanceof Error && "code" in error && PASSING.test(String(error.code));
}

/** Somebody else holds the lock. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^SQLITE_BUSY/.test(String(error.code));
}

/** There is no room on the disk. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^SQLITE_FULL/.test(String(error.code));
}
