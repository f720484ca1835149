import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ByTests, Verdict } from "./row.ts";
import { run } from "./run.ts";

interface Case {
  file: string;
  name: string;
  /** Neither failed nor left out. */
  passed: boolean;
  seconds: number;
}

/** Runs the files of all rows in one `bun test`, and answers what each row's tests came to. */
export async function judgeTests(rows: readonly ByTests[], dir: string): Promise<Map<ByTests, Verdict>> {
  if (rows.length === 0) return new Map();
  const files = [...new Set(rows.flatMap(({ tests }) => Object.keys(tests)))].filter((file) => existsSync(file));
  const report = join(dir, "tests.xml");
  const reporter = ["--reporter=junit", `--reporter-outfile=${report}`];
  const { output } = await run([process.execPath, "test", "--timeout=30000", ...reporter, ...files]);
  if (!existsSync(report)) throw new Error(`the tests wrote no report:\n${output}`);
  const cases = readReport(readFileSync(report, "utf8"));
  return new Map(rows.map((row) => [row, judge(row, cases)]));
}

/** A name that no test has any more fails: what it promised is looked into by nobody. */
function judge({ tests }: ByTests, cases: readonly Case[]): Verdict {
  const chosen: Case[] = [];
  for (const [file, names] of Object.entries(tests)) {
    const there = cases.filter((one) => one.file === file);
    for (const name of names.length > 0 ? names : [""]) {
      const named = there.filter((one) => one.name.includes(name));
      if (named.length === 0)
        return { pass: false, figure: name === "" ? `${file} has no tests` : `${file} has no test "${name}"` };
      chosen.push(...named);
    }
  }
  const [failed] = chosen.filter(({ passed }) => !passed);
  if (failed) return { pass: false, figure: `not passed: ${failed.file}: ${failed.name}` };
  const seconds = chosen.reduce((sum, one) => sum + one.seconds, 0);
  return { pass: true, figure: `${chosen.length} tests, ${seconds.toFixed(1)} s` };
}

function readReport(xml: string): Case[] {
  return [...xml.matchAll(/<testcase ([^>]*?)(\/>|>([\s\S]*?)<\/testcase>)/g)].map(([, head = "", , body = ""]) => {
    const field = (name: string) => unescapeXml(new RegExp(`\\b${name}="([^"]*)"`).exec(head)?.[1] ?? "");
    const passed = !/<(?:failure|error|skipped)\b/.test(body);
    return { file: field("file"), name: field("name"), passed, seconds: Number(field("time")) };
  });
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&", "#39": "'" };

function unescapeXml(text: string): string {
  return text.replaceAll(/&(lt|gt|quot|apos|amp|#39);/g, (_, name: string) => ENTITIES[name] ?? "");
}
