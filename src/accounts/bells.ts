/** Rings when a change of an account may let work start. */
export const ACCOUNTS = "accounts";
