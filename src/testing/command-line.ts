import { runCli } from "~/cli/index.ts";
import { readConfig } from "~/config.ts";
import type { TestServer } from "./server.ts";

/** What came of a command. */
export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** `agented` in this process, beside a server under test; `end` is the signal that somebody sends. */
export function commandLine({ client, data_dir }: Omit<TestServer, keyof AsyncDisposable>) {
  const base = { AGENTED_URL: client.url, AGENTED_API_KEY: client.key, AGENTED_DATA_DIR: data_dir };
  return async function agented(
    args: string[],
    { env = {}, stdin = "", terminal = false, end = new AbortController().signal, seen = () => {} }: Given = {},
  ): Promise<Ran> {
    const ran = { out: "", err: "" };
    const code = await runCli(args, {
      config: () => readConfig({ ...base, ...env }),
      out(text) {
        ran.out += text;
        seen(ran.out);
      },
      err(text) {
        ran.err += text;
      },
      stdin: async () => stdin,
      terminal,
      told: () => end,
    });
    return { code, ...ran };
  };
}

interface Given {
  env?: Record<string, string>;
  stdin?: string;
  terminal?: boolean;
  end?: AbortSignal;
  /** What is printed so far. */
  seen?: (out: string) => void;
}
