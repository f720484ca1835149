import { existsSync, readFileSync } from "node:fs";
import type { Row } from "../row.ts";
import { mustRun } from "../run.ts";

/** Environment, secrets, the tools of the trade. */
export const settingsRows: readonly Row[] = [
  {
    row: "dependencies declared and importable (S1)",
    passes: "the lock file is enough, and all types hold",
    async script() {
      await mustRun([process.execPath, "install", "--frozen-lockfile", "--dry-run"]);
      await mustRun([process.execPath, "run", "tsc", "--noEmit"]);
      const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
      return `${Object.keys({ ...dependencies, ...devDependencies }).length} packages, 0 type errors`;
    },
  },
  {
    row: "configuration valid (S2)",
    passes: "defaults hold; a bad value is exit 78 and named, all mistakes at once",
    tests: {
      "src/config.test.ts": ["nothing set is a server", "all mistakes are told at once"],
      "src/testing/cli.test.ts": ["a mistake in the settings is 78"],
    },
  },
  {
    row: "environment before the application (S5, ENV-03)",
    passes: "only config.ts reads the environment, imports start nothing, empty means unset",
    tests: { "src/testing/layout.test.ts": [], "src/config.test.ts": ["an empty value means unset"] },
  },
  {
    row: "SECRET_KEY stable (S6, ENV-01)",
    passes: "made once, 0600, the same after a restart; unwritable is refused unless ALLOW_EPHEMERAL_KEY=1",
    tests: {
      "src/kit/secret-file.test.ts": [],
      "src/context.test.ts": ["SECRET_KEY seals", "secret_key", "for its owner alone"],
    },
  },
  {
    row: ".gitignore (S7)",
    passes: "secrets and databases are ignored, and none is committed",
    async script() {
      const secret = [".env", "data/secret_key", "data/api_key", "data/agented.db"];
      for (const path of secret) await mustRun(["git", "check-ignore", "--quiet", path]);
      const committed = (await mustRun(["git", "ls-files"])).split("\n");
      const leaked = committed.filter((path) => /(?:^|\/)\.env$|secret_key$|api_key$|\.db$|\.pem$/.test(path));
      if (leaked.length > 0) throw new Error(`committed: ${leaked.join(", ")}`);
      return `${secret.length} ignored, 0 of ${committed.length} files committed`;
    },
  },
  {
    row: ".env.example complete (S8, ENV-02); README truth",
    passes: "made from the settings, runnable as it is; each setting is set by a test that shows its effect",
    tests: { "src/config.test.ts": [".env.example", "every setting is set by a test"] },
  },
  {
    row: "test suite, lint, types (S11, G1, QUAL-02)",
    passes: "Biome finds nothing; .ci/run runs the whole suite, lint and types",
    async script() {
      await mustRun([process.execPath, "run", "biome", "ci"]);
      const steps = readFileSync(".ci/run", "utf8")
        .split("\n")
        .map((line) => line.trim());
      for (const step of ["step test npm test", "step lint npm run lint", "step types npm run types"])
        if (!steps.includes(step)) throw new Error(`.ci/run has no "${step}"`);
      return "0 lint errors; 3 steps in .ci/run";
    },
  },
  {
    row: "pages for operators",
    passes: "each page that operators are sent to is there",
    async script() {
      const pages = ["README.md", "AGENTS.md", "CHANGELOG.md", "docs/operations.md", "docs/security.md"];
      const missing = pages.filter((page) => !existsSync(page));
      if (missing.length > 0) throw new Error(`missing: ${missing.join(", ")}`);
      return `${pages.length} pages`;
    },
  },
];
