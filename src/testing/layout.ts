import {
  type Import,
  importsOf,
  lineAt,
  type Source,
  withoutComments,
  withoutStrings,
  withoutWords,
} from "./imports.ts";

const PLATFORM = new Set(["db", "http", "process", "schedule", "kit", "testing", "ui"]);
const TEST = /^src\/testing\/|\/testing\.ts$|\.(?:test|browser)\.tsx?$/;
const UI = /\/ui\//;
const MOST_LINES = 300;

const code = (text: string) => withoutStrings(withoutWords(text));
const imports = (names: string) => new RegExp(`\\b(?:from|import)\\s*\\(?\\s*["'](?:node:)?(?:${names})["']`, "g");

interface Rule {
  rule: string;
  pattern: RegExp;
  /** The files that may. */
  but?: RegExp;
  /** What of the text is looked at, if not its code alone. */
  in?: (text: string) => string;
}

const RULES: Rule[] = [
  {
    rule: "only config.ts reads the environment (main.ts hands it over: `readConfig(process.env)`)",
    pattern:
      /(?<!\breadConfig\(\s*)\b(?:process|Bun|import\.meta)\s*\.\s*env\b|\benv\b[^=;]*\}\s*=\s*(?:process|Bun)\b/g,
    but: /^src\/config\.ts$/,
  },
  { rule: "only process/ starts processes", pattern: /\bBun\s*\.\s*(?:spawn(?:Sync)?|\$)/g, but: /^src\/process\// },
  {
    rule: "only process/ starts processes",
    pattern: imports("child_process"),
    but: /^src\/process\//,
    in: withoutWords,
  },
  { rule: "only schedule/ imports croner", pattern: imports("croner"), but: /^src\/schedule\//, in: withoutWords },
  {
    rule: "only kit/clock.ts asks the time",
    pattern:
      /\b(?:Date|performance)\.now\b|\bnew Date(?!\s*\(\s*[^\s)])|(?<!\.)\bset(?:Timeout|Interval)\b|\bBun\.sleep\b/g,
    but: /^src\/kit\/clock\.ts$|\/ui\//,
  },
  { rule: "only kit/clock.ts asks the time", pattern: imports("timers(?:/promises)?"), in: withoutWords },
  { rule: "chance comes from node:crypto, not from Math.random", pattern: /\bMath\.random\b/g },
  { rule: "no `any`", pattern: /(?::|\bas|[<|&,])\s*any\b(?!\s*[(:])|\bany\[\]/g },
  { rule: "no non-null `!`", pattern: /[\w)\]]!\s*(?:[.;,)\]}[]|$)/gm, but: /\.tsx$/ },
  { rule: "no silenced type error", pattern: /@ts-(?:ignore|expect-error|nocheck)/g, in: (text) => text },
  { rule: "named exports only", pattern: /\bexport default\b|\bas default\b/g },
  {
    rule: "values reach SQL as parameters, not inside its text",
    pattern: /\.(?:exec|run|query|prepare|raw)(?:<[^()`]*>)?\(\s*`[^`]*\$\{/g,
    in: withoutComments,
  },
];

/** What breaks the rules of the tree, each as `file:line rule`. */
export function breaches(sources: Source[]): string[] {
  const read = sources.map((source) => ({ ...source, imports: importsOf(source) }));
  const found = read.flatMap((at) => [
    ...fileBreaches(at),
    ...at.imports.flatMap((one) => importBreaches(at.path, one)),
  ]);
  return [...found, ...cycles(read)];
}

function fileBreaches({ path, text }: Source): string[] {
  const length = lineAt(text, text.trimEnd().length);
  const long = length > MOST_LINES ? [`${path}:${length} no file over ${MOST_LINES} lines`] : [];
  if (TEST.test(path)) return long;
  return RULES.filter(({ but }) => !but?.test(path)).reduce((found, { rule, pattern, in: view = code }) => {
    const searched = view(text);
    return found.concat([...searched.matchAll(pattern)].map((at) => `${path}:${lineAt(searched, at.index)} ${rule}`));
  }, long);
}

function importBreaches(path: string, { target, line, typesOnly }: Import): string[] {
  const feature = featureOf(target);
  const isOwn = feature === featureOf(path);
  const isTables = path === "src/db/schema.ts" && target.endsWith("/tables.ts");
  const isPage = UI.test(path) && UI.test(target);
  const isDoor = /^src\/[^/]+(?:\/index(?:\.ts)?)?$/.test(target);

  const found: string[] = [];
  if (feature && !isOwn && !isTables && !isPage) {
    if (!isDoor) found.push(`${target} lies behind the door src/${feature}/index.ts`);
    if (isPlatform(path)) found.push(`the platform knows no feature, and this imports ${feature}`);
  }
  if (UI.test(path) && !TEST.test(path) && target.startsWith("src/") && !UI.test(target) && !typesOnly)
    found.push(`a page takes types alone from the server: \`import type\` from ${target}`);
  return found.map((rule) => `${path}:${line} ${rule}`);
}

/** A feature is a folder of `src` that is not the platform's. */
function featureOf(path: string): string | undefined {
  const folder = /^src\/([^/.]+)(?:\/|$)/.exec(path)?.[1];
  return folder && !PLATFORM.has(folder) ? folder : undefined;
}

function isPlatform(path: string): boolean {
  return /^src\/[^/]+\//.test(path) && !featureOf(path) && !UI.test(path) && !TEST.test(path);
}

function cycles(sources: (Source & { imports: Import[] })[]): string[] {
  const edges = sources.flatMap(({ path, imports }) => {
    const from = featureOf(path);
    if (!from || TEST.test(path) || UI.test(path)) return [];
    return imports.map(({ target, line }) => ({ from, to: featureOf(target), at: `${path}:${line}` }));
  });
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (feature: string, trail: string[]) => {
    if (done.has(feature)) return;
    for (const { to, at } of edges.filter(({ from, to }) => from === feature && to !== feature)) {
      if (!to) continue;
      if (trail.includes(to))
        found.push(`${at} features form a cycle: ${[...trail, to].slice(trail.indexOf(to)).join(" → ")}`);
      else walk(to, [...trail, to]);
    }
    done.add(feature);
  };
  for (const { from } of edges) walk(from, [from]);
  return found;
}
