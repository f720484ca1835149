import { afterEach, beforeEach, expect, test } from "bun:test";
import { systemClock } from "~/kit/clock.ts";
import { capture, captureBytes } from "./capture.ts";
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

test("reads and writes what it is told to", async () => {
  expect(await capture(["cat"], { ...options, input: "given" })).toMatchObject({ code: 0, stdout: "given" });
  const [from, to] = [Bun.file(`${lab.dir}/from`), Bun.file(`${lab.dir}/to`)];
  await Bun.write(from, "of a file");
  expect(await capture(["cat"], { ...options, input: from, output: to })).toMatchObject({ code: 0, stdout: "" });
  expect(await to.text()).toBe("of a file");
});

test("answers the bytes as they were, and ends who writes more than it may", async () => {
  const bytes = await captureBytes(["printf", "\\377a"], { ...options, max_bytes: 10 });
  expect(bytes).toMatchObject({ code: 0, stdout: Buffer.from([255, 97]), cut: false });
  const { stdout, cut } = await captureBytes(["yes"], { ...options, max_bytes: 10 });
  expect([stdout.length, cut]).toEqual([10, true]);
});

test("ends at an abort, with all of its group, and tells of errors as they come", async () => {
  const stop = new AbortController();
  let pid = 0;
  const onError = (text: string) => {
    pid = Number(text);
    stop.abort();
  };
  const { signal } = stop;
  expect(await capture(["sh", "-c", "sleep 1000 & echo $! >&2; wait"], { ...options, onError, signal })).toMatchObject({
    code: 124,
  });
  await until(() => !running(pid), "the sleep to end");
  expect(await capture(["true"], { ...options, signal })).toMatchObject({ code: 124 });
});
