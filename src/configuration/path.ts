import { Fault } from "~/kit/fault.ts";

/** Runs what is asked for at a place of the document: a Fault then names its fields from there. */
export function located<T>(at: string, fields: Record<string, string>, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw placed(error, at, fields);
  }
}

/** The same of what waits for the outside world. */
export async function locatedAsync<T>(at: string, fields: Record<string, string>, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw placed(error, at, fields);
  }
}

function placed(error: unknown, at: string, fields: Record<string, string>): unknown {
  if (!(error instanceof Fault) || error.status >= 500) return error;
  const { kind, code, headers, message } = error;
  const errors = error.errors?.map((one) => ({ ...one, path: `${at}.${bracketed(fields[one.path] ?? one.path)}` }));
  const [first] = errors ?? [];
  const sentence = first ? `${first.path}: ${first.message}` : `${at}: ${message}`;
  return new Fault(kind, sentence, { code, headers, cause: error, ...(errors && { errors }) });
}

/** `triggers.2.source.cron` as `triggers[2].source.cron`. */
export function bracketed(path: string): string {
  return path.replace(/\.(\d+)(?=\.|$)/g, "[$1]");
}
