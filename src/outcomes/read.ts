import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { messageOf } from "~/kit/fault.ts";
import { OUTCOME_BYTES, Outcome } from "./model.ts";

/** The file's name in the attempt's own directory, which a run finds in this variable. */
export const RESULT_FILE = "result.json";
export const RESULT_VARIABLE = "AGENTED_RESULT_FILE";

/** The last block of an answer that is marked as ours. */
const BLOCK = /^[ \t]*```agented[ \t]*\r?\n([\s\S]*?)^[ \t]*```[ \t]*$/gm;

const MOST_ISSUES = 5;
/** Any text that a command prints may come from a stranger, so it may not propose anything. */
const PRINTED = `It printed a block marked agented, which is read in an AI CLI's answer alone: a command writes its outcome to the file that ${RESULT_VARIABLE} names.`;

export interface Told {
  outcome?: Outcome;
  /** Why what was told could not be read. */
  outcome_error?: string;
}

/** What a run said besides: its final answer, and whether it printed a block that is no part of one. */
interface Said {
  text?: string;
  block?: true;
}

/** The outcome of a run: from its result file, else from the block in its final answer; neither is no mistake. */
export function readOutcome(file: string, said: Said, clean: (text: string) => string): Told {
  let written: string | undefined;
  try {
    written = readBounded(file);
  } catch (error) {
    return { outcome_error: `The result file cannot be read: ${messageOf(error)}` };
  }
  const text = written ?? [...(said.text ?? "").matchAll(BLOCK)].at(-1)?.[1];
  if (text !== undefined) return parse(clean(text));
  return said.block ? { outcome_error: PRINTED } : {};
}

function parse(text: string): Told {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    return { outcome_error: `The outcome is no JSON: ${messageOf(error)}` };
  }
  const parsed = Outcome.safeParse(given);
  if (parsed.success) return { outcome: parsed.data };
  const said = parsed.error.issues
    .slice(0, MOST_ISSUES)
    .map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": "));
  return { outcome_error: `The outcome is not as agreed. ${said.join("; ")}` };
}

/** Undefined when there is none. It is the run's own: no link out of it is followed, no pipe waited for. */
function readBounded(file: string): string | undefined {
  let fd: number;
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw code === "ELOOP" ? new Error("it is a link") : error;
  }
  try {
    const { size } = fstatSync(fd);
    if (!fstatSync(fd).isFile()) throw new Error("it is not a file");
    if (size > OUTCOME_BYTES) throw new Error(`it has more than ${OUTCOME_BYTES} bytes`);
    const buffer = Buffer.alloc(size);
    const read = readSync(fd, buffer, 0, size, 0);
    return buffer.subarray(0, read).toString();
  } finally {
    closeSync(fd);
  }
}
