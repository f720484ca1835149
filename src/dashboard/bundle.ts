import { isExecutable, ownFile } from "~/kit/own-file.ts";
import { BUILT, type BuiltFile, buildFiles } from "./build.ts";

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

let building: Promise<Bundle> | undefined;

/** The dashboard's files, built when they are first asked for, once in a process; the executable has them built. */
export function bundle(): Promise<Bundle> {
  building ??= build().catch((error) => {
    building = undefined;
    throw error;
  });
  return building;
}

async function build(): Promise<Bundle> {
  const files: BuiltFile[] = isExecutable ? await Bun.file(ownFile(BUILT)).json() : await buildFiles();
  const assets = new Map(files.map((file) => [file.name, assetOf(file)]));
  const entry = (name: string) => {
    const [stem = "", extension = ""] = name.split(".");
    const file = files.find(({ name }) => name.startsWith(`${stem}-`) && name.endsWith(`.${extension}`));
    if (!file) throw new Error(`the dashboard was built without ${name}`);
    return file.name;
  };
  return { assets, entry };
}

function assetOf({ type, base64 }: BuiltFile): Asset {
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  return { type, bytes, gzipped: Bun.gzipSync(bytes, { level: 9 }) };
}
