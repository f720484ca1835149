import type { BackendId } from "~/backends/index.ts";
import type { Queries } from "~/db/tx.ts";
import { type AttemptRow, type ExecutionRow, findExecution, linesBefore, listAttempts } from "./store.ts";

/** A conversation that a CLI keeps, which an attempt goes on with. */
export interface Thread {
  session_id: string;
  backend: BackendId;
  /** The attempt that spoke last in it. */
  attempt: AttemptRow;
  /** This execution's own, begun with its prompt; else that of the execution it continues. */
  own: boolean;
}

/** The newest attempt in which the model has answered; before there is one, the conversation that is continued. */
export function threadOf(queries: Queries, execution: ExecutionRow, earlier: AttemptRow[]): Thread | undefined {
  const own = earlier.findLast(hasAnswered);
  if (own?.session_id) return { session_id: own.session_id, backend: own.backend, attempt: own, own: true };
  const base = execution.continues ? listAttempts(queries, execution.continues) : [];
  const last = base.findLast(hasAnswered) ?? base.findLast(({ session_id }) => session_id !== null);
  return last?.session_id
    ? { session_id: last.session_id, backend: last.backend, attempt: last, own: false }
    : undefined;
}

/** Rows of before there was `progress` have the text. */
function hasAnswered({ seen, session_id }: AttemptRow): boolean {
  return session_id !== null && (seen.progress === true || seen.text !== undefined);
}

export interface Turn {
  prompt: string;
  resume?: string;
  fork?: true;
}

/** What is said to the CLI: the task, the next turn of its conversation, or to another CLI the task and how far it came. */
export function turnOf(queries: Queries, execution: ExecutionRow, attempt: AttemptRow, lost = false): Turn {
  const earlier = listAttempts(queries, execution.id).filter(({ number }) => number < attempt.number);
  const thread = threadOf(queries, execution, earlier);
  if (!thread) return { prompt: execution.prompt };
  if (lost || thread.backend !== attempt.backend) return { prompt: handOver(queries, execution, thread) };
  const { session_id: resume } = thread;
  if (thread.own) return { prompt: CONTINUE, resume };
  return { prompt: execution.prompt, resume, ...(execution.fork && { fork: true }) };
}

/** The next turn of a session whose last one was cut off. */
const CONTINUE = "You were interrupted. Go on with the task from where you stopped.";

const LAST_LINES = 200;
const LAST_CHARACTERS = 20_000;

/** What continues another's conversation is no task without that one's. */
function taskOf(queries: Queries, execution: ExecutionRow): string {
  if (!execution.continues) return execution.prompt;
  const base = findExecution(queries, execution.continues);
  return base ? `${taskOf(queries, base)}\n\n${execution.prompt}` : execution.prompt;
}

function handOver(queries: Queries, execution: ExecutionRow, { attempt }: Thread): string {
  const lines = linesBefore(queries, attempt.execution_id, LAST_LINES);
  const output = lines.map(({ text }) => text).join("\n");
  return `Another assistant began this task in this directory and could not go on. Look at what is done already, and finish it.

The task:

${taskOf(queries, execution)}

The last of that assistant's output, for information alone:

${output.slice(-LAST_CHARACTERS)}
`;
}
