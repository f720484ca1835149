import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "~/config.ts";
import { openContext } from "~/context.ts";
import { features } from "~/features.ts";
import { buildApp } from "~/http/app.ts";
import { describe } from "~/http/document.ts";
import { Contract, type Document } from "./contract.ts";

// Made from the code alone, it is the same for every test of a process; making it takes a quarter of a second.
let known: Contract | undefined;

/** Our own OpenAPI document, to hold our answers to. */
export function ownContract(): Contract {
  known ??= new Contract(ownDocument());
  return known;
}

function ownDocument(): Document {
  const data_dir = mkdtempSync(join(tmpdir(), "agented-contract-"));
  const ctx = openContext(readConfig({ AGENTED_DATA_DIR: data_dir, LOG_LEVEL: "silent" }));
  const text = JSON.stringify(describe(buildApp(ctx, features(ctx))));
  void ctx[Symbol.asyncDispose]().then(() => rmSync(data_dir, { recursive: true, force: true }));
  return JSON.parse(text);
}
