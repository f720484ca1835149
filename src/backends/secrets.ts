import type { Env } from "./kind.ts";
import { backends } from "./kinds/index.ts";

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|AUTH|CREDENTIAL/;

/** Values of the default accounts that no output may show. Base URLs and directories are no secrets. */
export function accountSecrets(environment: Env): string[] {
  const names = Object.values(backends).flatMap((backend) => backend.variables);
  return names.filter((name) => SECRET_NAME.test(name)).flatMap((name) => environment[name] ?? []);
}
