import { basename, join } from "node:path";

const UI = join(import.meta.dir, "../ui");
/** What a browser loads: the page's script and style, the scheme before both, and the link that all tabs share. */
const ENTRIES = ["main.tsx", "scheme.ts", "live/worker.ts"];

export interface Asset {
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
  gzipped: Uint8Array<ArrayBuffer>;
}

export interface Bundle {
  /** By file name; a name holds the hash of what it names, so an answer is good for ever. */
  assets: ReadonlyMap<string, Asset>;
  /** The file that an entry became: `main.js`, `main.css`, `scheme.js`, `worker.js`. */
  entry(name: string): string;
}

/** Builds the dashboard in memory. Throws what the bundler found wrong. */
export async function bundle(): Promise<Bundle> {
  const { outputs } = await Bun.build({
    entrypoints: ENTRIES.map((name) => join(UI, name)),
    target: "browser",
    minify: true,
    splitting: true,
    publicPath: "/assets/",
    naming: { entry: "[name]-[hash].[ext]", chunk: "chunk-[hash].[ext]", asset: "[name]-[hash].[ext]" },
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const assets = new Map<string, Asset>();
  for (const output of outputs) {
    const bytes = new Uint8Array(await output.arrayBuffer());
    assets.set(basename(output.path), { type: output.type, bytes, gzipped: Bun.gzipSync(bytes, { level: 9 }) });
  }
  const entry = (name: string) => {
    const [stem = "", extension = ""] = name.split(".");
    const file = [...assets.keys()].find((file) => file.startsWith(`${stem}-`) && file.endsWith(`.${extension}`));
    if (!file) throw new Error(`the dashboard was built without ${name}`);
    return file;
  };
  return { assets, entry };
}
