import { readFileSync } from "node:fs";
import { startFreshClone } from "../fresh-clone.ts";
import type { Row } from "../row.ts";
import { mustRun } from "../run.ts";

/** One process, supervised: start, stop, restart. */
export const operationRows: readonly Row[] = [
  {
    row: "one process, and why (S3, DEP-02)",
    passes: "no cluster, no reusePort; the reason stands beside the lock",
    async script() {
      const sources = await mustRun(["git", "grep", "-nE", "reusePort: *true|node:cluster", "--", "src"]).catch(
        () => "",
      );
      if (sources !== "") throw new Error(sources);
      if (!/one memory|this one process|in memory/.test(readFileSync("src/db/lock.ts", "utf8")))
        throw new Error("src/db/lock.ts does not say why there is one process");
      return "0 uses; src/db/lock.ts says why";
    },
  },
  {
    row: "startup assertion (DEFER-02-02), state split (pitfall 3)",
    passes: "a second server on the data exits 75 within 1 s and names the first; of two at once one is let in",
    torture: "lock",
  },
  {
    row: "fresh clone runnable (truth 11)",
    passes: "clone, cp .env.example .env, npm start: ready in 10 s, a page at /",
    script: startFreshClone,
  },
  {
    row: "just deploy and just dev (S9, S10, DEP-03)",
    passes: "deploy restarts the real server, kills nothing by name; dev starts anew at every change",
    async script() {
      const recipes = readFileSync("justfile", "utf8");
      for (const recipe of ["setup:", "dev:", "deploy ", "test "])
        if (!recipes.includes(`\n${recipe}`)) throw new Error(`the justfile has no ${recipe.trim()}`);
      if (/pkill|killall|kill -9|vite/.test(recipes)) throw new Error("the justfile ends processes by name");
      if (!recipes.includes("systemctl restart")) throw new Error("deploy restarts nothing");
      if (!readFileSync("scripts/dev.ts", "utf8").includes('"--watch"')) throw new Error("npm run dev does not watch");
      return "4 recipes";
    },
  },
  {
    row: "systemd unit (S12, DEP-04), launchd job, image, compose",
    passes: "Restart=on-failure in 3 s, KillMode=process, exposure ≤ 2.5; KeepAlive, ThrottleInterval, PATH",
    tests: { "src/testing/deploy.test.ts": [] },
  },
  {
    row: "reverse proxies",
    passes: "through nginx and Caddy, as deploy/ sets them up, streams are live and the client's address is believed",
    tests: { "src/testing/proxies.test.ts": [] },
  },
  {
    row: "restart ≤ 5 s after kill -9; graceful stop",
    passes: "runs are whole; SIGTERM is exit 0 within 15 s, every 202 is in the database",
    torture: "restart",
  },
  {
    row: "kill -9 under mixed load",
    passes: "integrity ok, 0 acknowledged deliveries lost, 0 stuck",
    torture: "mixed",
  },
  {
    row: "no preload (S4)",
    passes: "without a DSN Sentry is not loaded; nothing is started by an import",
    tests: {
      "src/observability/sentry.test.ts": ["not even loaded"],
      "src/testing/layout.test.ts": ["no import starts anything"],
    },
  },
  {
    row: "doctor",
    passes: "each failure names its remedy",
    tests: { "src/doctor/doctor.test.ts": [], "src/doctor/surroundings.test.ts": [] },
  },
  {
    row: "a single command line",
    passes: "every command's page is true; what it starts it follows; exit codes 0, 1, 2, 75 and 78",
    tests: {
      "src/cli/api.test.ts": [],
      "src/cli/runs.test.ts": [],
      "src/cli/keys.test.ts": [],
      "src/cli/db.test.ts": [],
      "src/cli/docs.test.ts": [],
      "src/testing/cli.test.ts": [],
    },
  },
  {
    row: "configuration as one document (README truth)",
    passes: "exported, applied, the difference first; the schema that is published is the one that holds",
    tests: {
      "src/configuration/configuration.test.ts": [],
      "src/configuration/schema.test.ts": [],
      "src/cli/configuration.test.ts": [],
    },
  },
];
