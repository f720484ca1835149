import { readFileSync, writeFileSync } from "node:fs";
import type { Command } from "commander";
import { type Document, isNode, LineCounter, parseDocument, stringify } from "yaml";
import type { Applied } from "~/configuration/index.ts";
import { answer, connect, Refused } from "./api.ts";
import { EXIT, Exit, type Io } from "./io.ts";
import { type Asking, asks, print } from "./resource.ts";

/** As terraform's. */
const CHANGED = 2;

interface Applying extends Asking {
  file: string;
  dryRun?: boolean;
  prune?: boolean;
  detailedExitcode?: boolean;
}

export function addExport(agented: Command, io: Io): void {
  asks(agented.command("export").description("all that is configured as YAML, without ids and secrets"))
    .option("-o, --output <file>", "write it there")
    .action(async ({ url, json, output }: Asking & { output?: string }) => {
      const api = connect(io, url);
      const found = await answer(api.config.index.$get());
      if (json) return print(io, found);
      const schema = `# yaml-language-server: $schema=${api.base}/openapi/config.schema.json\n`;
      const text = schema + stringify(found, { lineWidth: 0, aliasDuplicateObjects: false });
      if (output === undefined) io.out(text);
      else writeFileSync(output, text);
    });
}

export function addApply(agented: Command, io: Io): void {
  applying(agented, "make the configuration as a YAML file says: all of it or nothing").action((options: Applying) =>
    apply(io, options, (document) => document),
  );
}

/** `triggers apply`: of such a file its triggers alone, or a file of nothing but one or more. */
export function addApplyTriggers(triggers: Command, io: Io): void {
  applying(triggers, "make triggers as a YAML file says: one, a list, or those of an export").action(
    (options: Applying) =>
      apply(io, options, (given) => {
        const { triggers = given } = given as { triggers?: unknown };
        return { version: 1, triggers: [triggers].flat() };
      }),
  );
}

/** `workflows apply`: the same of workflows. */
export function addApplyWorkflows(workflows: Command, io: Io): void {
  applying(workflows, "make workflows as a YAML file says: one, a list, or those of an export").action(
    (options: Applying) =>
      apply(io, options, (given) => {
        const { workflows = given } = given as { workflows?: unknown };
        return { version: 1, workflows: [workflows].flat() };
      }),
  );
}

function applying(parent: Command, about: string): Command {
  return asks(parent.command("apply").description(about))
    .requiredOption("-f, --file <file>", "the file; - reads standard input")
    .option("--dry-run", "say what would change, and change nothing")
    .option("--prune", "delete what the file's sections do not name")
    .option("--detailed-exitcode", "exit 2 when something differed, 0 when nothing did");
}

async function apply(
  io: Io,
  { url, json, file, dryRun = false, prune = false, detailedExitcode }: Applying,
  of: (given: unknown) => unknown,
) {
  const lines = new LineCounter();
  const text = file === "-" ? await io.stdin() : readFileSync(file, "utf8");
  const source = parseDocument(text, { lineCounter: lines });
  if (source.errors.length > 0) throw new Error(source.errors.map(({ message }) => `${file}: ${message}`).join("\n"));
  const document = of(source.toJS()) as Record<string, unknown>;
  const asked = connect(io, url).config.apply.$post({ json: { document, dry_run: dryRun, prune } });
  const applied = await answer(asked).catch((error: unknown) => {
    if (!(error instanceof Refused) || error.fields.length === 0) throw error;
    for (const { path, message } of error.fields)
      io.err(`${file}${lineOf(source, lines, path)}: ${path}: ${message}\n`);
    throw new Exit(EXIT.failed);
  });
  if (json) print(io, applied);
  else show(io, applied);
  if (detailedExitcode && applied.changes.length > 0) throw new Exit(CHANGED);
}

/** `:12` of `triggers[2].source.cron`, or where what should hold it begins. */
function lineOf(source: Document, lines: LineCounter, path: string): string {
  const words = path.split(/[.[\]]+/).filter((word) => word !== "");
  for (let length = words.length; length > 0; length--) {
    const node = source.getIn(words.slice(0, length), true);
    if (isNode(node) && node.range) return `:${lines.linePos(node.range[0]).line}`;
  }
  return "";
}

const SIGNS = { create: "+", update: "~", delete: "-" };

function show(io: Io, { dry_run, changes, unchanged, secrets }: Applied): void {
  for (const { section, name, action, differences } of changes) {
    io.out(`${SIGNS[action]} ${section} ${JSON.stringify(name)}\n`);
    for (const { path, before, after } of differences) io.out(`    ${path}: ${said(before)} → ${said(after)}\n`);
  }
  for (const { section, name, secret } of secrets)
    io.out(`The secret of ${section} ${JSON.stringify(name)}, shown this once: ${secret}\n`);
  const done = dry_run ? "would change" : "changed";
  io.err(`${changes.length} ${done}, ${unchanged} as they were\n`);
}

function said(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
