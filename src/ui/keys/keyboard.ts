/** What to do on a key; `false` says that it was not meant for it, and the browser goes on with it. */
export type Act = () => unknown;

interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  timeStamp: number;
}

/** So long the first of two keys waits for the second. */
const SECOND_MS = 1_500;

/** Which key does what at the moment. What was bound last is asked first. */
export class Keyboard {
  #bound: Record<string, Act>[] = [];
  #first = { name: "", at: 0 };

  /** Binds keys until the answer is called. */
  bind(acts: Record<string, Act>): () => void {
    const bound = Object.fromEntries(Object.entries(acts).map(([key, act]) => [spelled(key), act]));
    this.#bound.unshift(bound);
    return () => {
      this.#bound = this.#bound.filter((one) => one !== bound);
    };
  }

  /** Answers whether the key did something, or begins what will. */
  press(press: Press): boolean {
    const name = nameOf(press);
    const second = press.timeStamp - this.#first.at < SECOND_MS ? `${this.#first.name} ${name}` : "";
    this.#first = { name: "", at: 0 };
    if (this.#do(second) || this.#do(name)) return true;
    if (!this.#begins(name)) return false;
    this.#first = { name, at: press.timeStamp };
    return true;
  }

  #do(name: string): boolean {
    return this.#bound.some((acts) => Object.hasOwn(acts, name) && acts[name]?.() !== false);
  }

  #begins(name: string): boolean {
    return this.#bound.some((acts) => Object.keys(acts).some((key) => key.startsWith(`${name} `)));
  }
}

/** `N` is `shift+n`. */
function spelled(key: string): string {
  return /^[A-Z]$/.test(key) ? `shift+${key.toLowerCase()}` : key;
}

/** Shift is said of letters alone: of `?` it is how a keyboard makes it. */
function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Press): string {
  const shift = shiftKey && (/^[a-z]$/i.test(key) || key.length > 1);
  const held = [(ctrlKey || metaKey) && "mod", altKey && "alt", shift && "shift"];
  return [...held.filter(Boolean), key.toLowerCase()].join("+");
}
