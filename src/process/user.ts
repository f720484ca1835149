import { readFileSync } from "node:fs";

import type { User } from "./types.ts";

export interface SystemUser extends User {
  name: string;
  home: string;
  shell: string;
}

/** A user of this machine by name, from `/etc/passwd`; undefined when there is none. */
export function findUser(name: string): SystemUser | undefined {
  const fields = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .find(([user]) => user === name);
  if (!fields) return undefined;
  const [, , uid, gid, , home = "/", shell = "/bin/sh"] = fields;
  return { name, uid: Number(uid), gid: Number(gid), home, shell };
}
