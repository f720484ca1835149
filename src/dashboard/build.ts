import { basename } from "node:path";
import { ownFile } from "~/kit/own-file.ts";

/** What a browser loads: the page's script and style, the scheme before both, and the link that all tabs share. */
const ENTRIES = ["main.tsx", "scheme.ts", "live/worker.ts"];

/** Where `scripts/build.ts` lays what it has built, for the executable. */
export const BUILT = "dist/dashboard.json";

export interface BuiltFile {
  name: string;
  type: string;
  base64: string;
}

/** Builds the dashboard from its sources, in memory. Throws what the bundler found wrong. */
export async function buildFiles(): Promise<BuiltFile[]> {
  const { outputs } = await Bun.build({
    entrypoints: ENTRIES.map((name) => ownFile(`src/ui/${name}`)),
    target: "browser",
    minify: true,
    splitting: true,
    publicPath: "/assets/",
    naming: { entry: "[name]-[hash].[ext]", chunk: "chunk-[hash].[ext]", asset: "[name]-[hash].[ext]" },
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const file = async (output: Bun.BuildArtifact): Promise<BuiltFile> => ({
    ...{ name: basename(output.path), type: output.type },
    base64: Buffer.from(await output.arrayBuffer()).toString("base64"),
  });
  return Promise.all(outputs.map(file));
}
