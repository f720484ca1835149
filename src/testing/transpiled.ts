import { tmpdir } from "node:os";
import { join } from "node:path";

/** For servers with a home of their own: each would keep what Bun makes of our files anew. */
export const TRANSPILED = { BUN_RUNTIME_TRANSPILER_CACHE_PATH: join(tmpdir(), "agented-transpiled") };
