const SHORTEST = 8;
const MASK = "[redacted]";

/**
 * Replaces every known secret, and its base64, URL and JSON forms, in text that is about to be stored. Each owner of
 * secrets says what it holds by `know`, or what it holds as well as all before by `learn`: what runs may have an old one
 * still. A secret of fewer than 8 characters would mask innocent words and is left.
 */
export class Redactor {
  #owners = new Map<string, string[]>();
  /** The longest first; undefined until they are asked for, for many may be learnt at once. */
  #forms: string[] | undefined;

  know(owner: string, secrets: readonly string[]): void {
    this.#set(owner, secrets.flatMap(formsOf));
  }

  learn(owner: string, secrets: readonly string[]): void {
    this.#set(owner, [...new Set([...(this.#owners.get(owner) ?? []), ...secrets.flatMap(formsOf)])]);
  }

  #set(owner: string, forms: string[]): void {
    this.#owners.set(owner, forms);
    this.#forms = undefined;
  }

  forget(owner: string): void {
    this.know(owner, []);
    this.#owners.delete(owner);
  }

  redact(text: string): string {
    this.#forms ??= [...new Set([...this.#owners.values()].flat())].sort((a, b) => b.length - a.length);
    let clean = text;
    for (const form of this.#forms) if (clean.includes(form)) clean = clean.replaceAll(form, MASK);
    return clean;
  }
}

/** A secret of several lines meets the log line by line, so each of its lines is one. */
function formsOf(secret: string): string[] {
  // A lone surrogate has no URL form; it reaches no log as itself either.
  const text = secret.toWellFormed();
  return text
    .split(/\r?\n/)
    .concat(text)
    .filter((part) => part.trim().length >= SHORTEST)
    .flatMap((part) => [part, encodeURIComponent(part), JSON.stringify(part).slice(1, -1), ...base64Forms(part)]);
}

/** What the secret looks like inside base64 of a longer text: once for each of the three alignments. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inner = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const from = Math.ceil((shift * 4) / 3);
    const whole = Math.floor(((shift + bytes.length) * 8) / 6);
    return encoded.slice(from, whole);
  });
  return inner
    .flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")])
    .filter((form) => form.length >= SHORTEST);
}
