import { createHash } from "node:crypto";
import type { Client } from "~/testing/client.ts";
import { naughtyStrings } from "~/testing/naughty-strings.ts";
import { deliver, signed } from "./deliver.ts";
import { ended, Home } from "./home.ts";
import type { Script } from "./script.ts";

const SECRET = "a-secret-of-the-torture";
const AT_ONCE = 8;
const ENDED_MS = 60_000;
const MIB = 1024 * 1024;

/** One argument, whatever the prompt is, and the hash of what came by stdin. */
const COUNTING = { command: ["sh", "-c", `echo $#; sha256sum | cut -c1-64`, "sh", "one"] };

export const prompts: Script = {
  name: "prompts",
  what: "text that has broken programs, as a message and in a webhook's payload, over a command and a CLI",
  async run({ root, short }) {
    await using home = await Home.open(root);
    const strings = short ? sample(naughtyStrings, 30) : naughtyStrings;
    const large = ["\0", "a\0b\0", "\0--mcp-config={}", "é".repeat(MIB / 2), `${"x\n".repeat(MIB / 2)}\0end`];
    const faults = [
      ...(await asMessages(home.client, [...strings, ...large])),
      ...(await asPayloads(home.client, [...strings, ...large.map((text) => text.slice(0, MIB / 10))])),
      ...(await toClaude(home.client, short ? sample(naughtyStrings, 10) : strings)),
    ];
    const count = 2 * (strings.length + large.length) + (short ? 10 : strings.length);
    return { rounds: count, failures: faults, figure: `${count} prompts, ${faults.length} changed, split or lost (0)` };
  },
};

type Fault = string | undefined;

/** From a person: word for word but for NUL. */
async function asMessages(client: Client, texts: readonly string[]): Promise<string[]> {
  const { id } = await client.trigger({ backend_config: COUNTING });
  return each(texts, async (message) => {
    const { execution_id } = await client.call("POST", `/admin/triggers/${id}/run`, { message });
    const expected = message.replaceAll("\0", "").toWellFormed();
    return judgeArrival(client, execution_id, expected);
  });
}

/** From outside: cleaned, and set apart so that nothing in it ends its block. */
async function asPayloads(client: Client, texts: readonly string[]): Promise<string[]> {
  const source = { kind: "webhook", secret: SECRET };
  const fields = { prompt_template: "{payload.value}", backend_config: COUNTING, allow_replays: true };
  await client.trigger({ source, ...fields });
  return each(texts, async (value) => {
    const receipt = await deliver(client.url, signed(SECRET, { value, nonce: crypto.randomUUID(), [value]: value }));
    const [id] = receipt?.execution_ids ?? [];
    if (!id) return `was ${receipt?.status}`;
    const { prompt } = await client.execution(id);
    return (await judgeArrival(client, id, prompt)) ?? judgeBlock(prompt);
  });
}

async function judgeArrival(client: Client, id: string, expected: string): Promise<Fault> {
  const { status, reason, detail, prompt } = await ended(client, id, ENDED_MS);
  if (status !== "succeeded") return `is ${status}, ${reason}: ${detail}`;
  if (prompt !== expected) return `became ${JSON.stringify(prompt.slice(0, 200))}`;
  const [argc, hash] = await client.lines(id);
  if (argc !== "1") return `made ${argc} arguments`;
  const right = createHash("sha256").update(expected).digest("hex");
  return hash === right ? undefined : "did not arrive as it is kept";
}

function judgeBlock(prompt: string): Fault {
  if (/[^\P{Cc}\n\t]/u.test(prompt)) return "keeps control characters";
  const boundary = /Tags named (untrusted-\w+) hold/.exec(prompt)?.[1];
  if (boundary === undefined) return prompt === "" ? undefined : "is not set apart";
  const [opens, closes] = [`<${boundary} `, `</${boundary}>`].map((tag) => prompt.split(tag).length - 1);
  return opens === 1 && closes === 1 ? undefined : `has ${opens} openings and ${closes} ends`;
}

/** The fake CLI says what its arguments were, then what its prompt was. Words that are orders to it are left out. */
async function toClaude(client: Client, texts: readonly string[]): Promise<string[]> {
  const fields = { backend: "claude", prompt_template: "argv\necho\n{message}" };
  const { id } = await client.trigger(fields);
  const run = async (message: string) => {
    const { execution_id } = await client.call("POST", `/admin/triggers/${id}/run`, { message });
    const { status, reason, prompt } = await ended(client, execution_id, ENDED_MS);
    return { status, reason, prompt, said: (await client.lines(execution_id)).flatMap(saidIn) };
  };
  const plain = await run("hello");
  return each(texts, async (message) => {
    const { status, reason, prompt, said } = await run(message);
    if (status !== "succeeded") return `claude: is ${status}, ${reason}`;
    if (said[0] !== plain.said[0]) return `claude: its arguments are ${said[0]}`;
    return said[1] === prompt ? undefined : `claude: arrived as ${JSON.stringify(said[1])}`;
  });
}

function saidIn(line: string): string[] {
  const { type, message } = JSON.parse(line);
  return type === "assistant" ? message.content.map(({ text }: { text: string }) => text) : [];
}

async function each(texts: readonly string[], judge: (text: string) => Promise<Fault>): Promise<string[]> {
  const faults: string[] = [];
  const waiting = [...texts];
  const lane = async () => {
    for (let text = waiting.shift(); text !== undefined; text = waiting.shift()) {
      const fault = await judge(text).catch((error: Error) => error.message);
      if (fault) faults.push(`${JSON.stringify(text.slice(0, 100))} ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return faults;
}

/** Evenly from all kinds of them. */
function sample(texts: readonly string[], count: number): string[] {
  const step = texts.length / count;
  return texts.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}
