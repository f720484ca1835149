import { expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTest } from "~/testing/server.ts";
import { addProject } from "./testing.ts";

// Each runs git a score of times, and the machine may be busy.
setDefaultTimeout(30_000);

test("ssh gets the address that was looked at, takes no other way and trusts no unknown key", async () => {
  const bin = mkdtempSync(join(tmpdir(), "ssh-"));
  writeFileSync(
    join(bin, "ssh"),
    `#!/bin/sh\nfor a; do echo "$a"; done >${bin}/argv\ncat "$2" >${bin}/config\necho "ssh: no way" >&2\nexit 255\n`,
  );
  chmodSync(join(bin, "ssh"), 0o755);
  const resolve = async (host: string) => (host === "git.example" ? ["192.0.2.7", "192.0.2.8"] : []);
  const env = { PATH: `${bin}:${process.env.PATH}`, ALLOWED_PRIVATE_HOSTS: "git.example:2222" };
  await using app = await openTest(env, { resolve });
  const project = await addProject(app, "ssh://git@git.example:2222/acme/shop.git");
  expect(project).toMatchObject({ status: "failed", detail: "It could not be cloned. Git: ssh: no way" });
  const argv = (await Bun.file(join(bin, "argv")).text()).trim().split("\n");
  expect([argv[0], ...argv.slice(-4)]).toEqual([
    "-F",
    "-p",
    "2222",
    "git@git.example",
    "git-upload-pack '/acme/shop.git'",
  ]);
  const config = await Bun.file(join(bin, "config")).text();
  for (const line of ["HostName 192.0.2.7", "HostKeyAlias git.example", "ProxyCommand none", "BatchMode yes"])
    expect(config).toContain(line);
  expect(config).toContain("StrictHostKeyChecking yes");
  rmSync(bin, { recursive: true });
});
