import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { daemon, shell } from "./children.ts";
import { type Dialect, type Lines, type Options, Refusal, type Run, type World } from "./dialect.ts";
import { type Order, ordersIn } from "./orders.ts";

/** Plays one run of a CLI: reads the prompt from stdin, obeys it, and ends as the real one would. */
export async function play(dialect: Dialect): Promise<never> {
  const argv = process.argv.slice(2);
  if (argv[0] === "--version") return leave({ out: [] }, 0, dialect.version);
  try {
    const world: World = { env: process.env, cwd: process.cwd(), root: process.getuid?.() === 0 };
    const options = dialect.options(argv, world);
    const prompt = [options.prompt, await Bun.stdin.text()].filter((text) => text.trim() !== "").join("\n\n");
    if (prompt === "") throw dialect.empty;
    return await new Stage(dialect, open(dialect, world, { ...options, prompt })).perform();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return leave({ err: [error.stderr] }, error.code, error.stdout);
  }
}

function open(dialect: Dialect, world: World, options: Options): Run {
  const id = options.resume ?? dialect.newId();
  return { ...options, world, id, turn: promptsOf(dialect, world, id).length + 1, said: [], denied: [] };
}

interface Entry {
  id: string;
  cwd: string;
  prompt: string;
}

/** The prompts of a conversation so far, as far as this CLI finds it from here. */
function promptsOf(dialect: Dialect, world: World, id: string): string[] {
  const file = dialect.file(world, id);
  if (!file || !existsSync(file)) return [];
  const entries: Entry[] = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const here = entries.filter((entry) => entry.id === id && (!dialect.bound || entry.cwd === world.cwd));
  return here.map((entry) => entry.prompt);
}

class Stage {
  private tool: ReturnType<typeof shell> | undefined;

  constructor(
    private dialect: Dialect,
    private run: Run,
  ) {}

  async perform(): Promise<never> {
    const orders = ordersIn(this.run.prompt);
    this.obeySignals(orders);
    if (orders.some((order) => order.do === "silent")) return forever();
    const before = this.remember();
    if (before === "lost") return forever();
    print(this.dialect.begin(this.run));
    for (const order of orders) await this.obey(order, before);
    if (this.run.said.length === 0) this.say(`Hello from the fake CLI, turn ${this.run.turn}.`);
    return leave(this.dialect.end(this.run), 0);
  }

  /** The prompts before this one. Throws a refusal where a session to resume is not found. */
  private remember(): string[] | "lost" {
    const file = this.dialect.file(this.run.world, this.run.id);
    if (!file) return [];
    const before = promptsOf(this.dialect, this.run.world, this.run.id);
    if (this.run.resume && before.length === 0) {
      const lost = this.dialect.lost(this.run.resume, this.run.world);
      if (lost === "silence") return "lost";
      throw lost;
    }
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, `${JSON.stringify({ id: this.run.id, cwd: this.run.world.cwd, prompt: this.run.prompt })}\n`);
    return before;
  }

  private async obey(order: Order, before: string[]): Promise<void> {
    switch (order.do) {
      case "emit":
        return this.emit(order.lines, order.every_ms);
      case "say":
        return this.say(order.text);
      case "echo":
        return this.say(this.run.prompt);
      case "recall":
        return this.say(JSON.stringify(before));
      case "argv":
        return this.say(JSON.stringify(process.argv.slice(2)));
      case "env":
        return this.say(JSON.stringify(process.env));
      case "daemonise":
        return this.say(`pid ${await daemon(order.clean ? {} : process.env)}`);
      case "hold":
        return this.say(`pid ${await daemon(process.env, "inherit")}`);
      case "write":
        return this.write(order.path, order.text);
      case "tool":
        return this.useTool();
      case "exit":
        return process.exit(order.code);
      case "fail": {
        const { exit, ...lines } = this.dialect.fail(this.run, order.why, order.resets_in_s);
        return leave(lines, exit);
      }
      default:
        return forever();
    }
  }

  private say(text: string): void {
    print(this.dialect.text(this.run, text));
    this.run.said.push(text);
  }

  private async emit(lines: number, every_ms: number): Promise<void> {
    for (let line = 1; line <= lines; line++) {
      this.say(`line ${line}`);
      if (every_ms > 0) await Bun.sleep(every_ms);
      // So that a signal is heard in the middle of a flood.
      else if (line % 200 === 0) await new Promise((next) => setImmediate(next));
    }
  }

  private write(path: string, text: string): void {
    const file = resolve(this.run.world.cwd, path);
    if (this.run.may_write) writeFileSync(file, text);
    print(this.dialect.write(this.run, file, text));
  }

  private async useTool(): Promise<void> {
    const command = "sleep 600; echo end";
    print(this.dialect.toolStarted(this.run, command));
    this.tool = shell(command);
    await this.tool.exited;
    print(this.dialect.toolEnded(this.run, command));
  }

  private obeySignals(orders: Order[]): void {
    const deaf = orders.some((order) => order.do === "ignore");
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      if (deaf) process.on(signal, () => {});
      else if (this.dialect.signalled(this.run, signal)) process.once(signal, () => this.stop(signal));
    }
  }

  private stop(signal: "SIGINT" | "SIGTERM"): void {
    const answer = this.dialect.signalled(this.run, signal);
    if (answer?.tool === "dies") this.tool?.kill("SIGKILL");
    if (answer && answer.exit !== "die") leave(answer, answer.exit);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
}

/** A timer holds the process up: a promise alone would let it end. */
function forever(): Promise<never> {
  setInterval(() => {}, 60_000);
  return new Promise(() => {});
}

function leave(lines: Lines, code: number, text = ""): never {
  if (text) put(1, `${text}\n`);
  print(lines);
  process.exit(code);
}

function print({ out = [], err = [] }: Lines): void {
  if (out.length > 0) put(1, `${out.map((line) => JSON.stringify(line)).join("\n")}\n`);
  if (err.length > 0) put(2, `${err.join("\n")}\n`);
}

/** Everything or nothing: a full pipe is waited for. */
function put(fd: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") process.exit(141);
      Bun.sleepSync(1);
    }
  }
}
