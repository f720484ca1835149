import type { Context } from "~/context.ts";
import { type ExecutionRow, isFinished } from "~/executions/index.ts";
import type { Action } from "~/outcomes/index.ts";
import { triggersById } from "~/triggers/index.ts";
import { GithubFailure, isRefusal } from "../failure.ts";
import { cut, disarm } from "../text.ts";
import { type ActionSort, type Done, PAGE, paged, type Work } from "./kind.ts";

type Check = Extract<Action, { kind: "check" }>;
type Run = { id: number | bigint; html_url: string | null; output: { annotations_count: number } };
type Conclusion = Check["conclusion"] | "cancelled";

/** GitHub takes no more annotations in one request. */
const MOST_ANNOTATIONS = 50;
const MOST_SUMMARY = 65_000;

/** Makes the check run of an execution say how the execution is: it runs, or how it ended. */
export const check: ActionSort<Check | null> = {
  lacks: ({ head_sha }) => (head_sha === null ? "It concerns no commit." : undefined),
  async apply(work) {
    try {
      const run = (await findOwn(work)) ?? (await begin(work));
      return isFinished(work.execution.status) ? await complete(work, run) : { url: run.html_url ?? undefined };
    } catch (error) {
      if (!isRefusal(error, 403) || work.github.setup.kind === "app") throw error;
      throw new GithubFailure("refused", "GitHub lets only an App write check runs: set GITHUB_APP_ID.");
    }
  },
};

/** Known by the execution's id, whichever life of the server began it. */
async function findOwn({ octokit, at, target, execution }: Work<Check | null>): Promise<Run | undefined> {
  const route = "GET /repos/{owner}/{repo}/commits/{ref}/check-runs";
  const about = { ...at, ref: target.head_sha ?? "", filter: "all" as const, per_page: PAGE };
  const runs = paged(async (page) => (await octokit.request(route, { ...about, page })).data.check_runs);
  for await (const run of runs) if (run.external_id === execution.id) return run;
  return undefined;
}

async function begin({ ctx, octokit, at, target, execution }: Work<Check | null>): Promise<Run> {
  const { PUBLIC_URL } = ctx.config;
  const page = PUBLIC_URL && `${PUBLIC_URL.replace(/\/+$/, "")}/executions/${execution.id}`;
  const { data } = await octokit.request("POST /repos/{owner}/{repo}/check-runs", {
    ...{ ...at, name: nameOf(ctx, execution), head_sha: target.head_sha ?? "", external_id: execution.id },
    ...{ status: "in_progress", started_at: execution.started_at ?? execution.created_at },
    ...(page && { details_url: page }),
  });
  return data;
}

/** Annotations are added by each request, so those that are there already are not sent again. */
async function complete(work: Work<Check | null>, run: Run): Promise<Done> {
  const { ctx, octokit, at, execution, action } = work;
  const clean = (text: string, most: number) => cut(disarm(ctx.redactor.redact(text)), most);
  const annotations = (action?.annotations ?? []).slice(run.output.annotations_count).map((one) => ({
    ...{ path: one.path, start_line: one.start_line, end_line: Math.max(one.start_line, one.end_line ?? 0) },
    ...{ annotation_level: one.level, message: clean(one.message, 10_000) },
  }));
  const said = {
    title: clean(action?.title ?? titleOf(execution), 200),
    summary: clean(action?.summary ?? summaryOf(execution), MOST_SUMMARY),
  };
  const route = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}";
  const about = { ...at, check_run_id: Number(run.id) };
  let rest = annotations;
  for (; rest.length > MOST_ANNOTATIONS; rest = rest.slice(MOST_ANNOTATIONS))
    await octokit.request(route, { ...about, output: { ...said, annotations: rest.slice(0, MOST_ANNOTATIONS) } });
  const end = { status: "completed", conclusion: conclusionOf(execution, action) } as const;
  const ended = { ...end, completed_at: execution.ended_at ?? ctx.clock.iso(), output: { ...said, annotations: rest } };
  const { data } = await octokit.request(route, { ...about, ...ended });
  return { url: data.html_url ?? undefined };
}

function nameOf({ db }: Context, { trigger_id }: ExecutionRow): string {
  const [trigger] = trigger_id === null ? [] : triggersById(db.orm, [trigger_id]);
  return trigger ? `Agented: ${trigger.name}` : "Agented";
}

const BY_VERDICT = { pass: "success", fail: "failure", neutral: "neutral" } as const;

/** What the run says, when it ended well; else how it ended. What cannot be read lets nothing pass. */
function conclusionOf({ status, outcome, outcome_error }: ExecutionRow, action: Check | null): Conclusion {
  if (status === "cancelled") return "cancelled";
  if (status !== "succeeded" || outcome_error !== null) return "failure";
  return action?.conclusion ?? (outcome?.verdict ? BY_VERDICT[outcome.verdict] : "success");
}

function titleOf({ status, outcome }: ExecutionRow): string {
  return outcome?.verdict ? `${status}: ${outcome.verdict}` : status;
}

function summaryOf({ outcome, outcome_error, detail, id }: ExecutionRow): string {
  return outcome?.summary ?? outcome_error ?? detail ?? id;
}
