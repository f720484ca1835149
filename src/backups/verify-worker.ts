import { performAside } from "~/db/perform-aside.ts";
import { verifyBackup } from "./verify.ts";

/** Reading all of a backup takes its time. */
performAside(({ dir, migrations_dir }: { dir: string; migrations_dir: string }) => verifyBackup(dir, migrations_dir));
