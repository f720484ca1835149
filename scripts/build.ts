/** Makes one executable that needs neither this checkout nor Bun: `bun run build [file]`, by default dist/agented. */
import { resolve } from "node:path";
import { BUILT, buildFiles } from "../src/dashboard/build.ts";

const root = resolve(import.meta.dir, "..");
const outfile = resolve(process.argv[2] ?? `${root}/dist/agented`);
const found = (pattern: string) => [...new Bun.Glob(pattern).scanSync({ cwd: root, absolute: true })].sort();

await Bun.write(`${root}/${BUILT}`, JSON.stringify(await buildFiles()));

/** What is read at run time, by `ownFile`. */
const files = [...found("drizzle/*.sql"), ...found("drizzle/meta/_journal.json"), `${root}/${BUILT}`];
const commit = Bun.spawnSync(["git", "rev-parse", "--short=12", "HEAD"], { cwd: root, stderr: "ignore" });

await Bun.build({
  // Threads are programs of their own.
  entrypoints: [`${root}/src/cli.ts`, ...found("src/**/*-worker.ts"), ...files],
  root,
  target: "bun",
  bytecode: true,
  // As CommonJS, which bytecode is else, it would look for its files where it was built.
  format: "esm",
  minify: { whitespace: true, syntax: true },
  // Files keep their paths, so that they are found as in the checkout.
  naming: { asset: "[dir]/[name].[ext]" },
  compile: { outfile, autoloadDotenv: true, autoloadBunfig: false },
  define: { COMMIT: JSON.stringify(commit.stdout.toString().trim() || "unknown") },
  plugins: [
    {
      name: "as they are",
      setup(build) {
        build.onLoad({ filter: /\/(?:drizzle|dist)\// }, async ({ path }) =>
          files.includes(path) ? { contents: await Bun.file(path).bytes(), loader: "file" } : undefined,
        );
      },
    },
  ],
});
console.log(`${outfile}: ${Math.round(Bun.file(outfile).size / 1e6)} MB`);
