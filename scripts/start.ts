/** `npm start`: the server out of its bytecode, or out of its sources where that cannot be made. */

import { messageOf } from "../src/kit/fault.ts";
import { bytecode } from "./bytecode.ts";

let program = "../src/main.ts";
try {
  program = bytecode();
} catch (error) {
  const why = `${messageOf(error)} (bun scripts/bytecode.ts makes it)`;
  process.stderr.write(`agented: starts without its bytecode, which takes twice as long: ${why}\n`);
}
await import(program);
