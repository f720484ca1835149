/** What is, what was, and what was taken back. */
export interface History<T> {
  past: readonly T[];
  now: T;
  future: readonly T[];
  /** What the last change was of: another of the same goes into one step with it. */
  of?: string;
}

const MOST = 200;

export const begin = <T>(now: T): History<T> => ({ past: [], now, future: [] });

/** A change; several of the same in turn, such as letters of one field, are one step. */
export function put<T>({ past, now, of: before }: History<T>, next: T, of?: string): History<T> {
  if (of !== undefined && of === before) return { past, now: next, future: [], of };
  return { past: [...past, now].slice(-MOST), now: next, future: [], of };
}

export function undo<T>(history: History<T>): History<T> {
  const { past, now, future } = history;
  const last = past.at(-1);
  return last === undefined ? history : { past: past.slice(0, -1), now: last, future: [now, ...future] };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  return next === undefined ? history : { past: [...history.past, history.now], now: next, future };
}

/** The same in other words, as the server has it: no step of its own. */
export const settle = <T>({ past, future, of }: History<T>, now: T): History<T> => ({ past, now, future, of });
