import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { breaches } from "./layout.ts";

const root = join(import.meta.dir, "../..");
const paths = [...new Bun.Glob("src/**/*.{ts,tsx}").scanSync(root)].sort();

test("the tree keeps its rules", async () => {
  const sources = paths.map(async (path) => ({ path, text: await Bun.file(join(root, path)).text() }));
  expect(breaches(await Promise.all(sources))).toEqual([]);
});

/** Imports each file in turn and names the one that leaves an open file, a socket or a written file behind. */
const importAll = `
  const { readdirSync, readlinkSync } = require("node:fs");
  const target = (fd) => { try { return readlinkSync("/proc/self/fd/" + fd) } catch { return "" } };
  const fds = () => process.platform === "linux" ? readdirSync("/proc/self/fd").map(target) : [];
  const held = () => [...fds().filter((to) => /^socket:|inotify|timerfd|^\\/(?!dev|proc)/.test(to)), ...readdirSync(".")];
  let before = held();
  for (const path of process.argv.slice(1)) {
    await import(path);
    const left = held().filter((one) => !before.includes(one));
    if (left.length > 0) console.log(path, "leaves behind", left.join(", "));
    before = held();
  }
  console.log("done");`;

async function importAlone(files: string[], timeout: number) {
  const cwd = await mkdtemp(join(tmpdir(), "layout-"));
  const env = { PATH: process.env.PATH, HOME: cwd, BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0" };
  const child = Bun.spawn([process.execPath, "-e", importAll, ...files], { cwd, env, stderr: "pipe", timeout });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  await child.exited;
  await rm(cwd, { recursive: true });
  return { said: out + err, code: child.exitCode };
}

test("no import starts anything", async () => {
  const starters = /^src\/(?:main|cli)\.ts$|^src\/testing\/(?:bin\/|preload)|\/ui\/|\.(?:test|browser)\.tsx?$/;
  const files = paths.filter((path) => !starters.test(path)).map((path) => join(root, path));
  expect(await importAlone(files, 20_000)).toEqual({ said: "done\n", code: 0 });
}, 30_000);

test("an import that listens, writes or waits is noticed", async () => {
  const dir = await mkdtemp(join(tmpdir(), "layout-"));
  const file = join(dir, "module.ts");
  await Bun.write(file, 'Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } }).unref();');
  expect((await importAlone([file], 20_000)).said).toContain("module.ts leaves behind socket:");
  await Bun.write(file, 'require("node:fs").writeFileSync("written", "");');
  expect((await importAlone([file], 20_000)).said).toContain("module.ts leaves behind written");
  await Bun.write(file, "setInterval(() => {}, 1000);");
  expect((await importAlone([file], 1_000)).code).not.toBe(0);
  await rm(dir, { recursive: true });
}, 30_000);

const bad: [path: string, text: string, rule: string][] = [
  ["src/a/x.ts", `import { b } from "~/b/store.ts";`, "src/b/store.ts lies behind the door src/b/index.ts"],
  ["src/a/ui/x.tsx", `import type { B } from "../../b/model.ts";`, "behind the door src/b/index.ts"],
  ["src/main.ts", `export {\n  b,\n} from "./b/store.ts";`, "behind the door"],
  ["src/kit/x.ts", `import type { B } from "~/b";`, "the platform knows no feature, and this imports b"],
  ["src/http/x.ts", `import { b } from "~/b/tables.ts";`, "behind the door"],
  ["src/a/ui/x.tsx", `import { type Fault } from "~/kit/fault.ts";`, "a page takes types alone from the server"],
  ["src/a/x.ts", `const at = process.env.HOME;`, "only config.ts reads the environment"],
  ["src/a/x.ts", `const { env } = process;`, "only config.ts reads the environment"],
  ["src/a/x.ts", `const text = \`\${Bun.env.HOME}\`;`, "only config.ts reads the environment"],
  ["src/a/x.ts", `Bun.spawn(["true"]);`, "only process/ starts processes"],
  ["src/a/x.ts", `import { exec } from "node:child_process";`, "only process/ starts processes"],
  ["src/a/x.ts", `const { Cron } = await import("croner");`, "only schedule/ imports croner"],
  ["src/a/x.ts", `const now = new Date();`, "only kit/clock.ts asks the time"],
  ["src/a/x.ts", `const now = new Date;`, "only kit/clock.ts asks the time"],
  ["src/a/x.ts", `const now = /["']/.test(a) ? Date.now() : "";`, "only kit/clock.ts asks the time"],
  ["src/a/x.ts", `setTimeout(run, 5);`, "only kit/clock.ts asks the time"],
  ["src/a/x.ts", `import { setTimeout as sleep } from "node:timers/promises";`, "only kit/clock.ts asks the time"],
  ["src/a/x.ts", `const id = Math.random();`, "Math.random"],
  ["src/a/x.ts", `const list: any[] = read() as any;`, "no `any`"],
  ["src/a/x.ts", `const first = list[0]!.id;`, "no non-null `!`"],
  ["src/a/x.ts", `// @ts-ignore`, "no silenced type error"],
  ["src/a/x.ts", `export default {};`, "named exports only"],
  ["src/a/x.ts", `db.query<Row, []>(\`SELECT \${name}\`);`, "values reach SQL as parameters"],
  ["src/a/x.test.ts", "\n".repeat(300).concat("a"), "no file over 300 lines"],
];

test.each(bad)("%s may not say %j", (path, text, rule) => {
  const found = breaches([{ path, text }]);
  expect(found.length).toBeGreaterThan(0);
  for (const one of found) expect(one).toMatch(/^src\/\S+:\d+ /);
  expect(found.join("\n")).toContain(rule);
});

const good: [path: string, text: string][] = [
  ["src/a/x.ts", `import { b } from "~/b/index.ts";\nimport { own } from "./store.ts";\nimport { z } from "zod";`],
  ["src/db/schema.ts", `import * as b from "~/b/tables.ts";`],
  ["src/testing/x.ts", `import { b } from "~/b";`],
  [
    "src/ui/app.tsx",
    `const Page = lazy(() => import("../b/ui/page.tsx"));\nimport type { Fault } from "~/kit/fault.ts";`,
  ],
  ["src/main.ts", `const config = readConfig(process.env);`],
  [
    "src/a/x.ts",
    `const at = new Date(row.at); // not Date.now()\nconst say = "any: Date.now()"; if (a !== b) log(\`x!\`);`,
  ],
  ["src/a/x.ts", `db.run(sql\`SELECT \${id}\`); pattern.exec(text); clearTimeout(timer);`],
  ["src/a/x.test.ts", `Bun.spawn([process.env.HOME!]);`],
];

test.each(good)("%s may say %j", (path, text) => expect(breaches([{ path, text }])).toEqual([]));

test("a cycle of features is shown with the place that closes it", () => {
  const edge = (from: string, to: string) => ({ path: `src/${from}/x.ts`, text: `\nimport "~/${to}/index.ts";` });
  expect(breaches([edge("a", "b"), edge("b", "c"), edge("c", "a")])).toEqual([
    "src/c/x.ts:2 features form a cycle: a → b → c → a",
  ]);
  expect(breaches([edge("a", "b"), edge("a", "c"), edge("b", "c")])).toEqual([]);
});
