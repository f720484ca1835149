/** For one part of the loop's time that a turn has taken or waited for, so many are left to others. */
const PARTS = 8;

/**
 * How long to leave between two turns of something that comes in bursts: `least_ms` while the loop has time, and longer
 * the later its turns come, so that what many do at once costs each of them some promptness and the server nothing else.
 */
export class Pace {
  ms: number;

  constructor(
    private readonly least_ms: number,
    private readonly most_ms: number,
  ) {
    this.ms = least_ms;
  }

  /** A turn was done, so long after it was due. */
  took(late_ms: number): void {
    this.ms = Math.min(this.most_ms, Math.max(this.least_ms, late_ms * PARTS));
  }
}
