import type { Bench } from "../shared/bench.ts";
import type { Figure, Row } from "../shared/figure.ts";
import type { Claiming, Claims } from "../shared/jobs/claims.ts";
import type { Holding, Holds } from "../shared/jobs/holds.ts";

const QUEUED = [100, 1_000, 10_000, 100_000];
const LANES = [1, 100, 10_000];
const MOST_MS = 20;

/** How fast the queue is taken from, however long it is and whatever waits before it. */
export const claim: Figure = {
  name: "claim",
  title: "claims on 50 accounts of 2 places each, all but one taken; no process is spawned",
  async run(bench) {
    const rows: Row[] = [];
    const most = bench.pick(100_000, 10_000);
    for (const lanes of LANES) rows.push(...(await byLength(bench, lanes, most)));
    rows.push(await behind(bench, bench.pick(9_999, 999)));
    for (const lanes of LANES) rows.push(...(await held(bench, bench.pick(10_000, 1_000), lanes)));
    return rows;
  },
};

/** The same number of lanes with ever longer queues, and what the longest costs against the shortest. */
async function byLength(bench: Bench, lanes: number, most: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const queued of QUEUED.filter((count) => count >= lanes && count <= most)) {
    const claims = lanes > 1_000 ? bench.pick(100, 10) : bench.pick(2_000, 200);
    const { ours, bare } = await claimsOf(bench, { queued, lanes, blocked: false, claims });
    // A thousand a second.
    const mark = queued === 10_000 && lanes <= 100 ? { mark: { at_most: 1 } } : {};
    const what = `a claim, ${queued} queued in ${laneCount(lanes)}, ${ours.per_second.toFixed(0)}/s`;
    rows.push({ what, ours: 1_000 / ours.per_second, bare: 1_000 / bare.per_second, unit: "ms", ...mark });
  }
  const first = rows[0];
  const last = rows.at(-1);
  if (!first || !last || first === last) return rows;
  const what = `times as long in the longest queue as in the shortest, ${laneCount(lanes)}`;
  return [...rows, { what, ours: last.ours / first.ours, unit: "", mark: { at_most: 2 } }];
}

function laneCount(lanes: number): string {
  return lanes === 1 ? "1 lane" : `${lanes} lanes`;
}

async function behind(bench: Bench, lanes: number): Promise<Row> {
  const { ours, bare } = await claimsOf(bench, { queued: lanes, lanes, blocked: true, claims: bench.pick(20, 3) });
  return {
    what: `a claim behind ${lanes} lanes whose accounts are busy, p50`,
    ours: ours.p50,
    bare: bare.p50,
    unit: "ms",
  };
}

async function held(bench: Bench, queued: number, lanes: number): Promise<Row[]> {
  const holding: Holding = { queued, lanes: Math.min(lanes, queued) };
  const { hold, release, clear, bare } = await bench.job<Holding, never, Holds>("holds.ts", holding).result;
  const of = `${queued} in ${laneCount(holding.lanes)}`;
  const mark = lanes <= 100 ? { mark: { at_most: MOST_MS } } : {};
  const named = { "held at a limit": hold, "released at its end": release, "released by a person": clear };
  return Object.entries(named).flatMap(([how, span]): Row[] => [
    { what: `${of} ${how}, all`, ours: span.whole_ms, bare: bare.whole_ms, unit: "ms" },
    { what: `${of} ${how}, longest transaction`, ours: span.longest_ms, bare: bare.longest_ms, unit: "ms", ...mark },
  ]);
}

function claimsOf(bench: Bench, claiming: Claiming): Promise<Claims> {
  return bench.job<Claiming, never, Claims>("claims.ts", claiming).result;
}
