import { readFileSync } from "node:fs";

export interface User {
  name: string;
  uid: number;
  gid: number;
  home: string;
  shell: string;
}

/** A user of this machine by name, from `/etc/passwd`; undefined when there is none. */
export function findUser(name: string): User | undefined {
  const fields = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .find(([user]) => user === name);
  if (!fields) return undefined;
  const [, , uid, gid, , home = "/", shell = "/bin/sh"] = fields;
  return { name, uid: Number(uid), gid: Number(gid), home, shell };
}
