import { expect, test } from "bun:test";
import fc from "fast-check";
import { systemClock } from "~/kit/clock.ts";
import { capture } from "~/process/index.ts";
import { curlOf, quoted } from "./curl.ts";

/** What a shell hands to a program of such a line. */
async function argumentsOf(line: string): Promise<string[]> {
  const script = `curl() { printf '%s\\0' "$@"; }\n${line}`;
  const env = { PATH: "/usr/bin:/bin", AGENTED_API_KEY: "the key" };
  const { stdout } = await capture(["sh", "-c", script], { env, timeout_ms: 5_000, clock: systemClock });
  return stdout.split("\0").slice(0, -1);
}

test("a shell reads the request as it was meant", async () => {
  const body = { prompt: 'it\'s $HOME `id` \\ "all"\n!! @file' };
  expect(await argumentsOf(curlOf("POST", "/admin/x", body, "http://localhost:20000"))).toEqual([
    ...["-X", "POST", "http://localhost:20000/admin/x", "-H", "X-API-Key: the key"],
    ...["-H", "Content-Type: application/json", "--data-raw", JSON.stringify(body)],
  ]);
});

test("any text is one word", async () => {
  const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((one) => !one.includes("\0"));
  await fc.assert(
    fc.asyncProperty(text, async (one) => {
      expect(await argumentsOf(`curl ${quoted(one)}`)).toEqual([one]);
    }),
    { numRuns: 20 },
  );
});
