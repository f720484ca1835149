import { basename, extname } from "node:path";

const LONGEST_PART = 100;
const LONGEST = 500;

/** A path within the directory of artifacts as it is shown: nothing in it steers a terminal, a header or a file system. */
export function cleanName(path: string): string {
  const parts = path.normalize("NFC").split("/");
  const clean = parts.map((part) => part.replace(/[\p{C}\p{Zl}\p{Zp}\\]/gu, "_").slice(0, LONGEST_PART));
  return clean.join("/").slice(0, LONGEST);
}

/** What a browser saves it as: ASCII, without what a header or a shell would read in it. */
export function downloadName(name: string): string {
  const plain = basename(name).replace(/[^\w.-]/g, "_");
  return plain.replace(/^\.+/, "_") || "artifact";
}

/** Types that nothing runs by being shown. What can carry a script is bytes. */
const TYPES: Record<string, string> = {
  ...{ ".txt": "text/plain", ".log": "text/plain", ".md": "text/plain", ".patch": "text/plain", ".diff": "text/plain" },
  ...{ ".csv": "text/csv", ".json": "application/json", ".pdf": "application/pdf", ".zip": "application/zip" },
  ...{ ".gz": "application/gzip", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg" },
  ...{ ".gif": "image/gif", ".webp": "image/webp" },
};

export function mediaTypeOf(name: string): string {
  return TYPES[extname(name).toLowerCase()] ?? "application/octet-stream";
}
