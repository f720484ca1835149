import { basename, resolve } from "node:path";
import { ownFile } from "~/kit/own-file.ts";

/** What a browser loads: the page's script and style, the scheme before both, and the link that all tabs share. */
const ENTRIES = ["main.tsx", "scheme.ts", "live/worker.ts"];

/** What so many of the files share that come later comes with the page: by itself it is a request each. */
const SHARED_BY = 6;

/** Where `scripts/build.ts` lays what it has built, for the executable. */
export const BUILT = "dist/dashboard.json";

export interface BuiltFile {
  name: string;
  type: string;
  base64: string;
}

/** Builds the dashboard from its sources, in memory. Throws what the bundler found wrong. */
export async function buildFiles(): Promise<BuiltFile[]> {
  const { metafile } = await build();
  const { outputs } = await build(sharedModules(metafile));
  const file = async (output: Bun.BuildArtifact): Promise<BuiltFile> => ({
    ...{ name: basename(output.path), type: output.type },
    base64: Buffer.from(await output.arrayBuffer()).toString("base64"),
  });
  return Promise.all(outputs.map(file));
}

/** With these modules in the page's own file, whoever else imports them. */
function build(first: readonly string[] = []) {
  const imports = first.map((path) => `import ${JSON.stringify(path)};\n`).join("");
  return Bun.build({
    entrypoints: ENTRIES.map((name) => ownFile(`src/ui/${name}`)),
    target: "browser",
    minify: true,
    splitting: true,
    metafile: true,
    publicPath: "/assets/",
    naming: { entry: "[name]-[hash].[ext]", chunk: "chunk-[hash].[ext]", asset: "[name]-[hash].[ext]" },
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [
      {
        name: "shared with the page",
        setup({ onLoad }) {
          onLoad({ filter: /\/src\/ui\/main\.tsx$/ }, async ({ path }) => ({
            contents: imports + (await Bun.file(path).text()),
            loader: "tsx",
          }));
        },
      },
    ],
  });
}

/** The bundler names modules from the working directory on. */
function sharedModules(metafile: Bun.BuildMetafile | undefined): string[] {
  const outputs = Object.entries(metafile?.outputs ?? {});
  const imports = outputs.flatMap(([, { imports }]) => imports.filter(({ kind }) => kind === "import-statement"));
  const importers = Map.groupBy(imports, ({ path }) => basename(path));
  return outputs
    .filter(([path, { entryPoint }]) => !entryPoint && (importers.get(basename(path))?.length ?? 0) >= SHARED_BY)
    .flatMap(([, { inputs }]) => Object.keys(inputs))
    .filter((path) => /\.(tsx?|mjs|js)$/.test(path))
    .map((path) => resolve(path));
}
