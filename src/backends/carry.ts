import { lstatSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "~/kit/clock.ts";
import { Fault } from "~/kit/fault.ts";
import { capture, type User } from "~/process/index.ts";
import type { BackendKind, Home } from "./kind.ts";

const COPY_MS = 60_000;
const HELPER = { cwd: "/", env: { PATH: "/usr/bin:/bin" }, timeout_ms: COPY_MS, clock: systemClock };

/**
 * Copies regular files beneath `$from` to the same place beneath `$to` and names each. Neither at the source nor at the
 * target is a link followed that stands in a file's place.
 */
const COPY = `
from=$1 to=$2 dir=$3 marker=$4 spare=$5
shift 5

# The project's directory there: the one of the same marker, or a new one of a free name.
there() {
  for mark in "$to/$dir"/*/"$marker"; do
    if cmp -s -- "$from/$dir/$1/$marker" "$mark"; then
      there=\${mark%/*} there=\${there##*/}
      return
    fi
  done
  there=$1
  if [ -e "$to/$dir/$1" ]; then there=$1-$spare; fi
  copy "$from/$dir/$1/$marker" "$to/$dir/$there/$marker"
}

copy() {
  [ -f "$1" ] && [ ! -L "$1" ] &&
    mkdir -p -- "\${2%/*}" && rm -f -- "$2.carried" && cp -p -- "$1" "$2.carried" && mv -f -- "$2.carried" "$2"
}

umask 077
for file; do
  target=$file
  if [ "$marker" ]; then
    project=\${file#"$dir"/} project=\${project%%/*}
    there "$project" || exit
    target=$dir/$there/\${file#"$dir/$project"/}
  fi
  copy "$from/$file" "$to/$target" || exit
  printf '%s\\n' "$target"
done
`;

export interface Carried {
  session_id: string;
  /** Roots as the kind's `home.root` answers them. */
  from: string;
  to: string;
  /** Whom the roots belong to, when it is not us: only with that user's rights is anything read or written there. */
  user?: User;
}

/**
 * Copies a conversation to where another account's CLI looks for it, and answers which files there hold it. Throws a
 * Fault `unavailable`, with the code `session_missing` when there is nothing to copy.
 */
export async function carry({ home, title }: BackendKind, { session_id, from, to, user }: Carried): Promise<string[]> {
  const files = home ? filesOf(home, session_id, from) : [];
  if (files.length === 0) {
    throw new Fault("unavailable", `${title} holds no conversation ${session_id}.`, { code: "session_missing" });
  }
  const { dir, marker } = home?.projects ?? { dir: "", marker: "" };
  const argv = ["/bin/sh", "-c", COPY, "carry", from, to, dir, marker, session_id, ...files] as const;
  const copied = await capture(argv, { ...HELPER, ...(user && { user }) });
  if (copied.code !== 0) {
    const message = `${title}'s conversation could not be copied to ${to}: ${copied.stderr.trim() || `cp ended with ${copied.code}`}`;
    throw new Fault("unavailable", message, { code: "session_not_copied" });
  }
  return copied.stdout.split("\n").filter(Boolean);
}

/** The CLI tells the id, and an agent can print a line of its own: it must not become a pattern or a path. */
function filesOf(home: Home, session_id: string, root: string): string[] {
  const patterns = /^[\w-]+$/.test(session_id) ? (home.files?.(session_id) ?? []) : [];
  const found = patterns.flatMap((pattern) => {
    try {
      return [...new Bun.Glob(pattern).scanSync({ cwd: root, dot: true, onlyFiles: true, followSymlinks: false })];
    } catch {
      return [];
    }
  });
  return found.filter((path) => lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile()).sort();
}
