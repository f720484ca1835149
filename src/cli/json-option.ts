import { InvalidArgumentError } from "commander";

/** What was typed as an option that takes JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError("It must be JSON.");
  }
}
