import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { daemon, shell } from "./children.ts";
import { answered, type Dialect, type Lines, type Options, Refusal, type Run, type World } from "./dialect.ts";
import { type Order, ordersIn } from "./orders.ts";

/** How long a step of `spend` takes: long enough that a stop comes between two. */
const STEP_MS = 50;

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
  const id = options.fork || !options.resume ? dialect.newId() : options.resume;
  const before = entriesOf(dialect, world, options.resume ?? id);
  const asked = { before: before.reduce((sum, entry) => sum + (entry.asked ?? 0), 0), now: 1 };
  return { ...options, world, id, turn: promptsIn(before).length + 1, asked, said: [], denied: [] };
}

/** A prompt, or what a run that came to its end has asked of the model. */
interface Entry {
  id: string;
  cwd: string;
  prompt?: string;
  asked?: number;
}

function promptsIn(entries: Entry[]): string[] {
  return entries.flatMap(({ prompt }) => prompt ?? []);
}

/** A conversation so far, as far as this CLI finds it from here. */
function entriesOf(dialect: Dialect, world: World, id: string): Entry[] {
  const file = dialect.file(world, id);
  if (!file || !existsSync(file)) return [];
  const entries: Entry[] = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return entries.filter((entry) => entry.id === id && (!dialect.bound || entry.cwd === world.cwd));
}

class Stage {
  private tool: ReturnType<typeof shell> | undefined;
  private held: Uint8Array[] = [];

  constructor(
    private dialect: Dialect,
    private run: Run,
  ) {}

  async perform(): Promise<never> {
    const orders = ordersIn(this.run.prompt, basename(process.argv[1] ?? ""));
    this.obeySignals(orders);
    if (orders.some((order) => order.do === "silent")) return forever();
    const before = this.remember();
    if (before === "lost") return forever();
    print(this.dialect.begin(this.run));
    for (const order of orders) await this.obey(order, before);
    if (this.run.said.length === 0) this.say(`Hello from the fake CLI, turn ${this.run.turn}.`);
    this.write({ asked: this.run.asked.now });
    return leave(this.dialect.end(this.run), 0);
  }

  /** The prompts before this one. Throws a refusal where a session to resume is not found. */
  private remember(): string[] | "lost" {
    const { world, id, resume, fork, prompt } = this.run;
    if (!this.dialect.file(world, id)) return [];
    const before = entriesOf(this.dialect, world, resume ?? id);
    if (resume && before.length === 0) {
      const lost = this.dialect.lost(resume, world);
      if (lost === "silence") return "lost";
      throw lost;
    }
    if (fork) for (const entry of before) this.write(entry);
    this.write({ prompt });
    return promptsIn(before);
  }

  private write(entry: Partial<Entry>): void {
    const { world, id } = this.run;
    const file = this.dialect.file(world, id);
    if (!file) return;
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, `${JSON.stringify({ ...entry, id, cwd: world.cwd })}\n`);
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
        return this.writeFile(order.path, order.text);
      case "tool":
        return this.useTool();
      case "spend":
        return this.spend(order.steps);
      case "warn":
        return print(this.dialect.warn?.(this.run, order.utilization) ?? {});
      case "memory":
        // Filled, or the system would give none of it.
        this.held.push(new Uint8Array(order.bytes).fill(1));
        return this.say(`holding ${order.bytes} bytes`);
      case "exit":
        return process.exit(order.code);
      case "fail": {
        this.write({ asked: answered(this.run) });
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

  private async spend(steps: number): Promise<void> {
    for (let step = 1; step <= steps; step++) {
      this.say(`step ${step}`);
      await Bun.sleep(STEP_MS);
      if (step < steps) this.nextStep();
    }
  }

  private nextStep(): void {
    print(this.dialect.step?.(this.run) ?? {});
    this.run.asked.now++;
  }

  private writeFile(path: string, text: string): void {
    const file = resolve(this.run.world.cwd, path);
    if (this.run.may_write) writeFileSync(file, text);
    print(this.dialect.write(this.run, file, text));
    if (this.run.may_write) this.nextStep();
  }

  private async useTool(): Promise<void> {
    const command = "sleep 600; echo end";
    print(this.dialect.toolStarted(this.run, command));
    this.tool = shell(command);
    await this.tool.exited;
    print(this.dialect.toolEnded(this.run, command));
    this.nextStep();
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
