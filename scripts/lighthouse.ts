/**
 * Lighthouse on every main page of the dashboard, signed in: the median of three runs each, as a table. Ends with 1 when
 * one is below its mark. Lighthouse itself is fetched by npx; 12.8.2 is the last that runs on Node 20.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openScene } from "../src/testing/scene.ts";
import { PAGES } from "../src/ui/pages.ts";

const LIGHTHOUSE = "lighthouse@12.8.2";
const MARKS = { performance: 95, accessibility: 100, "best-practices": 100 } as const;
type Category = keyof typeof MARKS;
const CATEGORIES = Object.keys(MARKS) as Category[];
const RUNS = 3;
const CHROME = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage";

interface Report {
  categories: Record<Category, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { score: number | null; title: string }>;
}

const dir = mkdtempSync(join(tmpdir(), "lighthouse-"));
await using scene = await openScene();
const { client, ids } = scene;

async function signIn(): Promise<string> {
  const body = JSON.stringify({ key: client.key });
  const headers = { "Content-Type": "application/json", Origin: client.url };
  const answer = await fetch(`${client.url}/admin/session`, { method: "POST", headers, body });
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

async function measure(url: string, Cookie: string, tries = 3): Promise<Report> {
  const command = [
    ...["npx", "--yes", LIGHTHOUSE, url, "--quiet", "--preset=desktop", "--output=json", "--output-path=stdout"],
    ...[`--only-categories=${CATEGORIES}`, `--chrome-flags=${CHROME}`, `--extra-headers=${JSON.stringify({ Cookie })}`],
  ];
  const env = { ...process.env, CHROME_PATH: process.env.CHROME_PATH ?? "/usr/bin/chromium" };
  const child = Bun.spawn(command, { cwd: dir, env, stdout: "pipe", stderr: "pipe" });
  const [text, said] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  if ((await child.exited) === 0) return JSON.parse(text);
  // A trace that it could not record now and then.
  if (tries > 1 && said.includes("Please run Lighthouse again")) return measure(url, Cookie, tries - 1);
  throw new Error(`lighthouse failed on ${url}: ${said}`);
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** What kept a category from its full score. */
function lacks({ categories, audits }: Report): string[] {
  const refs = CATEGORIES.flatMap((name) => categories[name].auditRefs).filter(({ weight }) => weight > 0);
  return refs.flatMap(({ id }) => {
    const { score, title } = audits[id] ?? {};
    return score !== null && score !== undefined && score < 0.9 ? [`${id}: ${title}`] : [];
  });
}

const only = process.argv.slice(2);
const pages = [...PAGES.map(({ to }) => to as string), `/executions/${ids.done}`];
const cookie = await signIn();
let below = false;
console.log(`| page | ${CATEGORIES.join(" | ")} |\n|---|${"---:|".repeat(CATEGORIES.length)}`);
for (const path of pages.filter((path) => only.length === 0 || only.includes(path))) {
  const reports: Report[] = [];
  for (let run = 0; run < RUNS; run++) reports.push(await measure(client.url + path, cookie));
  const scores = CATEGORIES.map((name) =>
    Math.round(100 * median(reports.map(({ categories }) => categories[name].score ?? 0))),
  );
  console.log(`| ${path.replace(ids.done, "…")} | ${scores.join(" | ")} |`);
  if (CATEGORIES.every((name, at) => (scores[at] ?? 0) >= MARKS[name])) continue;
  below = true;
  for (const lack of new Set(reports.flatMap(lacks))) console.error(`  ${lack}`);
}
rmSync(dir, { recursive: true });
process.exitCode = below ? 1 : 0;
