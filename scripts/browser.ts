/** Runs the browser tests: `*.browser.ts` beside what they look at, apart from `bun test` because they need Chromium. */
const files = [...new Bun.Glob("src/**/*.browser.{ts,tsx}").scanSync()].sort().map((file) => `./${file}`);
if (files.length === 0) throw new Error("There is no browser test: no src/**/*.browser.ts");

const command = [
  process.execPath,
  "test",
  "--parallel=2",
  "--no-isolate",
  "--timeout",
  "90000",
  ...process.argv.slice(2),
  ...files,
];
const { exitCode } = Bun.spawnSync(command, { stdio: ["inherit", "inherit", "inherit"] });
process.exit(exitCode);
