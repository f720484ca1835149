import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ModelUsage, usageOf } from "~/backends/index.ts";
import type { Config } from "~/config.ts";
import type { Clock } from "~/kit/clock.ts";
import { messageOf } from "~/kit/fault.ts";
import { removeTree } from "~/kit/remove-tree.ts";
import { startStubModel } from "~/stub-model/index.ts";
import { type Check, fail, ok } from "./check.ts";
import type { Found } from "./clis.ts";
import { type Lab, type PreviewInput, tryOnce } from "./trial.ts";

/** So many CLIs at once: each takes a core for a while. */
const WORKERS = 2;
const ANSWER = "Yes, I hear you.";

/**
 * Does each installed CLI take our flags and speak the dialect we read? Run against a stub of the model APIs in this
 * process, with a key that is none; nothing leaves the machine.
 */
export async function probeClis(
  found: Found[],
  config: Config,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<Check[]> {
  const dir = mkdtempSync(join(tmpdir(), "agented-probe-"));
  const stub = startStubModel({ apiKeys: found.flatMap(({ probe }) => [`answer-${probe.id}`, `limit-${probe.id}`]) });
  try {
    const lab: Lab = { dir, stub, path: config.environment.PATH ?? "", clock, signal };
    // The slowest first.
    const waiting = found.map((one, at) => ({ one, at })).toReversed();
    const results: Check[][] = [];
    const work = async () => {
      for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift())
        results[next.at] = await probeCli(lab, next.one);
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    const checks = results.flat();
    return signal.aborted ? [...checks, fail("probe", "interrupted before its end", "run it to its end")] : checks;
  } finally {
    await stub.stop();
    await removeTree(dir);
  }
}

async function probeCli(lab: Lab, { probe, kind }: Found): Promise<Check[]> {
  const attempt = (name: string, scenario: string, variable?: string) =>
    tryOnce(lab, probe, kind, { name, prompt: `[[stub: ${scenario}]] Do you hear me?`, variable });
  try {
    const answered = answerChecks(lab, probe.id, await attempt("answer", `ok text="${ANSWER}"`));
    // What refuses our flags refuses them in whatever else is tried.
    if (answered[0]?.state !== "ok") return answered;
    const refused = await attempt("stranger", "ok");
    const limited = await attempt("limit", "usage-limit pause=0.2", probe.login);
    return [...answered, authCheck(probe.id, refused), limitCheck(probe.id, limited)];
  } catch (error) {
    if (lab.signal.aborted) return [];
    return [fail(`${probe.id} flags`, messageOf(error), REMEDY)];
  }
}

const REMEDY = "install the version that was measured, or update Agented";

function answerChecks({ stub }: Lab, id: string, trial: PreviewInput): Check[] {
  const { seen, verdict, took_ms } = trial;
  const judge = (what: string, good: boolean, says: string) => judged(`${id} ${what}`, good, says, trial);
  const [told, counted] = [totals(usageOf(seen).models), stub.counted({ key: trial.key })];
  const given = `${counted.fresh} + ${counted.cached} in, ${counted.output} out`;
  const flags = judge("flags", verdict.status === "succeeded", `accepted, in ${seconds(took_ms)}`);
  if (flags.state !== "ok") return [flags];
  return [
    flags,
    judge(
      "text",
      seen.text === ANSWER,
      seen.text === ANSWER ? "came back" : `came back as ${JSON.stringify(seen.text)}`,
    ),
    judge("session", seen.session_id !== undefined, seen.session_id ?? "none was named"),
    judge(
      "usage",
      told === given,
      told === given ? `${told}, as the stub counted` : `${told}, and the stub gave ${given}`,
    ),
  ];
}

function authCheck(id: string, trial: PreviewInput): Check {
  const good = trial.verdict.status === "failed" && trial.verdict.reason === "cli_auth";
  return judged(`${id} bad key`, good, `fails as cli_auth in ${seconds(trial.took_ms)}`, trial);
}

function limitCheck(id: string, trial: PreviewInput): Check {
  const good = trial.verdict.status === "failed" && trial.verdict.reason === "usage_limit";
  const reset = trial.seen.limit?.resets_at ? "with its reset" : "its reset is not told";
  return judged(`${id} usage limit`, good, `recognised in ${seconds(trial.took_ms)}, ${reset}`, trial);
}

/** What went wrong is told by the verdict and by the first line that no good run has. */
function judged(name: string, good: boolean, says: string, { verdict, surprise }: PreviewInput): Check {
  if (good) return ok(name, says);
  const became = verdict.status === "failed" ? `${verdict.reason}: ${verdict.detail}` : says;
  const line = surprise === undefined ? "" : ` First strange line: ${surprise.slice(0, 300)}`;
  return fail(name, `${became}${line}`, REMEDY);
}

function totals(models: ModelUsage[]): string {
  const sum = (field: "input" | "cache_read" | "cache_write" | "output") =>
    models.reduce((total, usage) => total + usage[field], 0);
  return `${sum("input") + sum("cache_write")} + ${sum("cache_read")} in, ${sum("output")} out`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
