import type { Task } from "./aside.ts";
import { findDamage, openToRead } from "./check.ts";
import { copyDatabase } from "./copy.ts";
import { performAside } from "./perform-aside.ts";

performAside((task: Task) => {
  if (task.kind === "copy") return copyDatabase(task.from, task.to);
  using database = openToRead(task.path);
  return findDamage(database);
});
