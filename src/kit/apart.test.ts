import { expect, test } from "bun:test";

/** A process of its own, for a test cannot be the last resort. */
test("who fails apart takes nobody with him, and the process is told", async () => {
  const script = `
    import { Bells } from "${import.meta.dir}/bells.ts";
    process.on("uncaughtException", ({ message }) => console.log(message));
    const bells = new Bells();
    bells.on("key", () => { throw new Error("the first fails"); });
    bells.on("key", () => console.log("the second hears it"));
    bells.ring("key");
    console.log("whoever rang goes on");`;
  const proc = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
  const told = (await new Response(proc.stdout).text()).trim().split("\n");
  expect(told).toEqual(["the second hears it", "whoever rang goes on", "the first fails"]);
});
