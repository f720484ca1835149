import { z } from "@hono/zod-openapi";
import { refuseAllowedTools, refused } from "../arguments.ts";
import { complaint, sentence } from "../failures.ts";
import { backendKind, type Exit, type Seen, type Verdict } from "../kind.ts";

const Argument = z.string().refine((text) => !text.includes("\0"), "An argument of a command cannot hold a NUL.");

const config = z.strictObject({
  command: z
    .array(Argument)
    .min(1)
    .describe("The program and its arguments, each as it is: no shell reads them. The prompt comes by stdin."),
});

/** Any program: what it prints is only shown, and its exit code is all that is known. */
export const command = backendKind({
  id: "command",
  title: "Command",
  config,
  variables: [],
  polite: "SIGTERM",
  footprint_bytes: 32 * 1024 ** 2,
  plain: true,

  command(ask) {
    refuseAllowedTools("A command", ask);
    if (ask.model !== undefined) throw refused("model", "A command has no model: leave `model` out.");
    if (ask.resume !== undefined) throw refused("resume", "A command has no session to go on with.");
    const [program, ...rest] = ask.config.command;
    if (!program) throw refused("backend_config.command", "`command` must name a program.");
    return { argv: [program, ...rest], env: {}, stdin: ask.prompt };
  },

  read(line, stream) {
    if (stream === "stderr") return complaint(line);
    return BLOCK.test(line) ? [{ kind: "block" }] : [];
  },

  settle(exit, seen) {
    return exit.code === 0 ? { status: "succeeded" } : failure(exit, seen);
  },
});

const BLOCK = /^[ \t]*```agented[ \t]*$/;

function failure(exit: Exit, seen: Seen): Verdict {
  const how = exit.signal ? `ended by ${exit.signal}` : exit.code === null ? "ended" : `exited with code ${exit.code}`;
  const said = seen.stderr?.at(-1);
  return {
    status: "failed",
    reason: "exit_nonzero",
    detail: sentence(said ? `The command ${how}: ${said}` : `The command ${how}.`),
  };
}
