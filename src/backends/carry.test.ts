import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Fault } from "../kit/fault.ts";
import { backends, carry } from "./index.ts";

const ID = "0a1b2c3d-1111-4222-8333-444455556666";
const OTHER = "99999999-1111-4222-8333-444455556666";
const NOBODY = { uid: 65_534, gid: 65_534 };
const asRoot = test.skipIf(process.getuid?.() !== 0);
let dir: string;
let from: string;
let to: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "carry-"));
  chmodSync(dir, 0o755);
  from = join(dir, "from it's");
  to = join(dir, "to");
  mkdirSync(from);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function put(path: string, text = "a conversation", root = from): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

function got(path: string): string | undefined {
  return existsSync(join(to, path)) ? readFileSync(join(to, path), "utf8") : undefined;
}

async function faultOf(run: Promise<unknown>): Promise<Fault> {
  const error = await run.then(
    () => undefined,
    (thrown) => thrown,
  );
  if (error instanceof Fault) return error;
  throw new Error("it was not refused");
}

test("Claude: the transcript and what lies beside it, and nobody else's", async () => {
  const transcript = `projects/-work-a b/${ID}.jsonl`;
  const subagent = `projects/-work-a b/${ID}/subagents/agent-1.jsonl`;
  for (const path of [transcript, subagent, `projects/-work-a b/${OTHER}.jsonl`, ".credentials.json"]) put(path);
  expect(await carry(backends.claude, { session_id: ID, from, to })).toEqual([transcript, subagent]);
  expect(got(transcript)).toBe("a conversation");
  expect(got(subagent)).toBe("a conversation");
  expect(statSync(join(to, transcript)).mode & 0o777).toBe(0o600);
  expect(statSync(join(to, "projects")).mode & 0o777).toBe(0o700);
  expect(got(`projects/-work-a b/${OTHER}.jsonl`)).toBeUndefined();
  expect(got(".credentials.json")).toBeUndefined();
});

test("Codex: the rollout of the thread, in the place of an older one", async () => {
  const rollout = `sessions/2026/11/21/rollout-2026-11-21T11-10-23-${ID}.jsonl`;
  put(rollout, "longer than before");
  put(rollout, "before", to);
  await carry(backends.codex, { session_id: ID, from, to });
  expect(got(rollout)).toBe("longer than before");
});

describe("Gemini", () => {
  const chat = `chats/session-2026-11-21T11-12-${ID.slice(0, 8)}.jsonl`;
  beforeEach(() => {
    put(`tmp/app/${chat}`);
    put("tmp/app/.project_root", "/work/one/app");
  });

  test("takes the project's mark along where nobody knows it", async () => {
    expect(await carry(backends.gemini, { session_id: ID, from, to })).toEqual([`tmp/app/${chat}`]);
    expect(got("tmp/app/.project_root")).toBe("/work/one/app");
  });

  test("finds the directory that the project has there under another name", async () => {
    put("tmp/app/.project_root", "/work/two/app", to);
    put("tmp/app-1/.project_root", "/work/one/app", to);
    expect(await carry(backends.gemini, { session_id: ID, from, to })).toEqual([`tmp/app-1/${chat}`]);
  });

  test("takes no directory from another project", async () => {
    put("tmp/app/.project_root", "/work/two/app", to);
    const [file = ""] = await carry(backends.gemini, { session_id: ID, from, to });
    expect(got(file)).toBe("a conversation");
    expect(got(join(dirname(dirname(file)), ".project_root"))).toBe("/work/one/app");
    expect(got("tmp/app/.project_root")).toBe("/work/two/app");
    expect(await carry(backends.gemini, { session_id: ID, from, to })).toEqual([file]);
  });
});

describe("is refused as a missing session", () => {
  test.each(["*", "../x", "", "a/b", OTHER, "$(touch x)"])("%p", async (session_id) => {
    put(`projects/-work/${ID}.jsonl`);
    const fault = await faultOf(carry(backends.claude, { session_id, from, to }));
    expect(fault).toMatchObject({ kind: "unavailable", code: "session_missing" });
    expect(existsSync(to)).toBe(false);
  });

  test("by a kind that keeps none, and without a directory", async () => {
    for (const kind of [backends.command, backends.opencode, backends.codex]) {
      const fault = await faultOf(carry(kind, { session_id: ID, from: join(dir, "none"), to }));
      expect(fault.code).toBe("session_missing");
    }
  });
});

describe("what an agent planted", () => {
  const path = `projects/-work/${ID}.jsonl`;

  test("a link in the place of the conversation is not read", async () => {
    const secret = put("secret", "secret", dir);
    mkdirSync(dirname(join(from, path)), { recursive: true });
    symlinkSync(secret, join(from, path));
    expect((await faultOf(carry(backends.claude, { session_id: ID, from, to }))).code).toBe("session_missing");
  });

  test("a link at the target is replaced and what it leads to stays", async () => {
    put(path);
    const precious = put("precious", "precious", dir);
    mkdirSync(dirname(join(to, path)), { recursive: true });
    symlinkSync(precious, join(to, path));
    await carry(backends.claude, { session_id: ID, from, to });
    expect(lstatSync(join(to, path)).isSymbolicLink()).toBe(false);
    expect(readFileSync(precious, "utf8")).toBe("precious");
  });

  asRoot("with a user's rights alone: a linked directory leads nowhere", async () => {
    put(path);
    const hidden = join(dir, "hidden");
    mkdirSync(hidden, { mode: 0o700 });
    put(`-work/${ID}.jsonl`, "the server's own", hidden);
    rmSync(join(from, "projects"), { recursive: true });
    symlinkSync(hidden, join(from, "projects"));
    mkdirSync(to);
    for (const each of [from, to]) chownSync(each, NOBODY.uid, NOBODY.gid);
    const fault = await faultOf(carry(backends.claude, { session_id: ID, from, to, user: NOBODY }));
    expect(fault.code).toBeOneOf(["session_missing", "session_not_copied"]);
    expect(got(path)).toBeUndefined();
    // The other way round: nothing of ours is written where the user may not write.
    rmSync(join(from, "projects"));
    put(path);
    for (const each of ["projects", "projects/-work", path]) chownSync(join(from, each), NOBODY.uid, NOBODY.gid);
    symlinkSync(hidden, join(to, "projects"));
    expect((await faultOf(carry(backends.claude, { session_id: ID, from, to, user: NOBODY }))).code).toBe(
      "session_not_copied",
    );
    expect(readFileSync(join(hidden, "-work", `${ID}.jsonl`), "utf8")).toBe("the server's own");
  });

  asRoot("what is copied belongs to the user", async () => {
    put(path);
    mkdirSync(to);
    for (const each of ["", "projects", "projects/-work", path]) chownSync(join(from, each), NOBODY.uid, NOBODY.gid);
    chownSync(to, NOBODY.uid, NOBODY.gid);
    await carry(backends.claude, { session_id: ID, from, to, user: NOBODY });
    expect(statSync(join(to, path))).toMatchObject({ uid: NOBODY.uid, gid: NOBODY.gid });
    expect(statSync(join(to, path)).mode & 0o777).toBe(0o600);
  });
});
