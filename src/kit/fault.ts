/** What went wrong, in the few words that decide the HTTP status. */
export const FAULT_STATUS = {
  invalid: 400,
  unauthorized: 401,
  denied: 403,
  not_found: 404,
  method_not_allowed: 405,
  too_slow: 408,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type FaultKind = keyof typeof FAULT_STATUS;

export interface FaultOptions {
  /** A word finer than the kind, for programs: `overlap_skipped`, `token_expired`. */
  code?: string;
  /** Which fields are wrong, each with its remedy. */
  errors?: { path: string; message: string }[];
  headers?: Record<string, string>;
  cause?: unknown;
}

/** A failure that its caller may read: `message` is public, the `cause` is not. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: string;
  readonly errors: { path: string; message: string }[] | undefined;
  readonly headers: Record<string, string>;

  constructor(
    readonly kind: FaultKind,
    message: string,
    options: FaultOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.code = options.code ?? kind;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }

  get status() {
    return FAULT_STATUS[this.kind];
  }
}

/** The sentence of any thrown thing. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
