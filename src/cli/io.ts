import type { Command } from "commander";
import type { Config } from "~/config.ts";

/** What the command has of the world. */
export interface Io {
  /** Throws a ConfigError. */
  config(): Config;
  out(text: string): void;
  err(text: string): void;
  /** Everything that comes by standard input. */
  stdin(): Promise<string>;
  /** Somebody looks at what is printed. */
  terminal: boolean;
  /** Signals no longer end the process from then on: this is aborted instead, and whoever asked puts away what it began. */
  told(): AbortSignal;
}

/** How a command comes to be: it adds itself, and its own commands below. */
export type AddCommand = (agented: Command, io: Io) => void;

export const EXIT = {
  failed: 1,
  usage: 2,
  /** Later the same may work: the server is away or busy, or another holds the data. */
  temporary: 75,
  misconfigured: 78,
  interrupted: 130,
} as const;

/** Ends the command with this code; what there is to say has been said. */
export class Exit extends Error {
  override readonly name = "Exit";
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}
