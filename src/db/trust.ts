/** Whether what was written is on the disk, as far as the disk says. */
export class Trust {
  #lost = Promise.withResolvers<Error>();
  #failure: Error | undefined;

  /** Resolves with the failure once the file cannot be trusted any more: the process must end, and another recover. */
  get lost(): Promise<Error> {
    return this.#lost.promise;
  }

  lose(failure: Error): void {
    this.#failure ??= failure;
    this.#lost.resolve(failure);
  }

  /** Throws what `act` throws. After an fsync that failed nothing may be written: asked again, the disk would say yes. */
  watch<T>(act: () => T): T {
    if (this.#failure) throw this.#failure;
    try {
      return act();
    } catch (error) {
      if (isSyncFailure(error)) this.lose(error);
      throw error;
    }
  }
}

/** The disk would not confirm what was written. */
export function isSyncFailure(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "SQLITE_IOERR_FSYNC") || isSyncFailure(error.cause);
}
