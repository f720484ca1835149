/** What the doctor found of one thing, and what to do about it. */
export interface Check {
  name: string;
  state: "ok" | "warn" | "fail";
  says: string;
  remedy?: string;
}

export const ok = (name: string, says: string): Check => ({ name, state: "ok", says });
export const warn = (name: string, says: string, remedy: string): Check => ({ name, state: "warn", says, remedy });
export const fail = (name: string, says: string, remedy: string): Check => ({ name, state: "fail", says, remedy });

/** Bytes as a person says them. */
export function amount(bytes: number): string {
  const mib = bytes / 1024 ** 2;
  return mib < 1024 ? `${Math.round(mib)} MiB` : `${(mib / 1024).toFixed(1)} GiB`;
}
