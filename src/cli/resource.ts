import type { Command } from "commander";
import { stringify } from "yaml";
import { type Api, connect } from "./api.ts";
import type { Io } from "./io.ts";
import { type Columns, table } from "./table.ts";

export interface Asking {
  url?: string;
  json?: boolean;
}

/** The options of every command that asks the server. */
export function asks(command: Command): Command {
  return command
    .option("--url <address>", "the server; else AGENTED_URL, else this machine at PORT")
    .option("--json", "exactly what the API answers");
}

/** What was typed as options, as query fields: the server knows which values are right. */
type Words = Record<string, string>;

interface List<Page> {
  about: string;
  /** Query fields besides `limit` and `cursor`, each with what it means. */
  filters?: Record<string, string>;
  page(api: Api, query: never): Promise<Page>;
}

/** `list`: one page, newest first. */
export function addList<Page extends { next_cursor: string | null }, Row>(
  parent: Command,
  io: Io,
  { about, filters = {}, page }: List<Page>,
  rows: (page: Page) => readonly Row[],
  columns: Columns<Row>,
): void {
  const command = asks(parent.command("list").description(about))
    .option("--limit <number>", "at most this many, up to 200", "50")
    .option("--cursor <id>", "go on where a page ended");
  for (const [field, meaning] of Object.entries(filters))
    command.option(`--${field.replaceAll("_", "-")} <value>`, meaning);
  command.action(async (options: Asking & Words) => {
    const { url, json, ...given } = options;
    const found = await page(connect(io, url), Object.fromEntries(Object.entries(given).map(asField)) as never);
    if (json) return print(io, found);
    io.out(table(rows(found), columns, isColored(io)));
    if (found.next_cursor !== null) io.err(`There are more: --cursor ${found.next_cursor}\n`);
  });
}

/** `get <id>`: all of one thing. */
export function addGet(parent: Command, io: Io, about: string, get: (api: Api, id: string) => Promise<unknown>): void {
  asks(parent.command("get <id>").description(about)).action(async (id: string, { url, json }: Asking) => {
    const found = await get(connect(io, url), id);
    if (json) print(io, found);
    else io.out(stringify(found, { lineWidth: 0 }));
  });
}

export function print(io: Io, value: unknown): void {
  io.out(`${JSON.stringify(value, null, 2)}\n`);
}

function isColored(io: Io): boolean {
  const { NO_COLOR, TERM } = io.config().environment;
  return io.terminal && !NO_COLOR && TERM !== "dumb";
}

/** Options are in camelCase, whatever they were called. */
function asField([name, value]: [string, string]): [string, string] {
  return [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value];
}
