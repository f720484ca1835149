import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const FORM = /^(agk_[0-9a-f]{12})_/;
/** No text has this hash that anybody knew. */
const NOTHING = "00".repeat(32);

/** A prefix to look it up by, which may be shown, and the secret. */
export function newKey(): string {
  return `agk_${randomBytes(6).toString("hex")}_${randomBytes(24).toString("base64url")}`;
}

/** For what is handed to a machine and never typed: sessions, login codes. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Empty for a key that was brought along: all of it is secret. */
export function prefixOf(key: string): string {
  return FORM.exec(key)?.[1] ?? "";
}

export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Compares also where there is no such row, so that the time it takes does not tell. */
export function fits(secret: string, row: { hash: string } | undefined): boolean {
  const same = timingSafeEqual(Buffer.from(hashOf(secret), "hex"), Buffer.from(row?.hash ?? NOTHING, "hex"));
  return same && row !== undefined;
}
