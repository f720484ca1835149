import { afterEach, beforeEach, expect, test } from "bun:test";
import { systemClock } from "~/kit/clock.ts";
import { capture } from "./capture.ts";
import { Lab, PATH, running, until } from "./testing.ts";

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});
afterEach(() => lab.close());

const options = { env: { PATH }, timeout_ms: 5_000, clock: systemClock };
const sh = (script: string, timeout_ms = 5_000) => capture(["sh", "-c", script], { ...options, timeout_ms });

test("gives code and both outputs", async () => {
  expect(await sh("echo out; echo err >&2; exit 3")).toEqual({ code: 3, stdout: "out\n", stderr: "err\n" });
});

test("a missing program is 127", async () => {
  const captured = await capture(["no-such-cli"], options);
  expect(captured).toMatchObject({ code: 127, stdout: "" });
});

test("runs where it is told, with the given environment alone and no input", async () => {
  const { stdout } = await capture(["sh", "-c", "pwd; echo $A; cat"], {
    ...options,
    cwd: lab.dir,
    env: { PATH, A: "1" },
  });
  expect(stdout).toBe(`${lab.dir}\n1\n`);
});

test.skipIf(process.getuid?.() !== 0)("runs with another user's rights alone", async () => {
  const user = { uid: 65_534, gid: 65_534 };
  const captured = await capture(["sh", "-c", "id -u; id -G; cat /etc/shadow"], { ...options, user, cwd: "/" });
  expect(captured).toMatchObject({ stdout: "65534\n65534\n" });
  expect(captured.code).not.toBe(0);
});

test("keeps 64 KiB and lets the rest go by", async () => {
  const { code, stdout } = await sh("head -c 10000000 /dev/zero | tr '\\0' x; exit 4");
  expect([code, stdout.length]).toEqual([4, 65_536]);
});

test("kills the group when the time runs out", async () => {
  const { code, stdout } = await sh("sleep 1000 & echo $!; trap '' TERM; sleep 1000", 200);
  expect(code).toBe(124);
  await until(() => !running(Number(stdout)), "the sleep to end");
});

test("does not wait for who keeps the output open", async () => {
  const { code, stdout } = await sh("sleep 1000 & echo $!");
  expect(code).toBe(0);
  await until(() => !running(Number(stdout)), "the sleep to end");
});
