import { z } from "@hono/zod-openapi";
import { inOurWords } from "~/http/words.ts";

// As the first route does it.
z.config({ customError: inOurWords });

// A terminal's umask and a stranger's key must not decide a test.
process.umask(0o022);
