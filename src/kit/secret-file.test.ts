import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layNext, mendSecret, nextTo, secretFile, takeNext } from "./secret-file.ts";

const root = mkdtempSync(join(tmpdir(), "secret-file-"));
afterAll(() => rmSync(root, { recursive: true }));
const newDir = () => mkdtempSync(join(root, "case-"));
const modeOf = (path: string) => statSync(path).mode & 0o777;

test("a secret is made once, readable by its owner alone, and read afterwards", () => {
  const dir = newDir();
  const path = join(dir, "secret");
  expect(secretFile(path, () => "first")).toEqual({ text: "first", made: true });
  expect(modeOf(path)).toBe(0o600);
  expect(readFileSync(path, "utf8")).toBe("first\n");
  expect(secretFile(path, () => "second")).toEqual({ text: "first", made: false });
  expect(readdirSync(dir)).toEqual(["secret"]);
});

test.each([
  ["closed to others when it was open", 0o644, 0o600],
  ["left as it is when it is read-only", 0o400, 0o400],
])("a file that was put there is read, and %s", (_, before, after) => {
  const path = join(newDir(), "secret");
  writeFileSync(path, "  mine\r\n");
  chmodSync(path, before);
  expect(secretFile(path, () => "never").text).toBe("mine");
  expect(modeOf(path)).toBe(after);
});

test.each(["", "\n", "  \n\n"])("an empty file (%j) is no secret", (text) => {
  const path = join(newDir(), "secret");
  writeFileSync(path, text);
  expect(() => secretFile(path, () => "never")).toThrow("is empty");
});

test("a draft that a crash left behind is in nobody's way", () => {
  const dir = newDir();
  writeFileSync(join(dir, `secret.${process.pid}.tmp`), "half a sec");
  expect(secretFile(join(dir, "secret"), () => "whole").text).toBe("whole");
});

test.each([
  ["there is no directory", (dir: string) => join(dir, "none", "secret"), "ENOENT"],
  ["a file is where the directory should be", (dir: string) => join(dir, "file", "secret"), "ENOTDIR"],
  ["a directory is where the file should be", (dir: string) => join(dir, "directory"), "EISDIR"],
  ["the directory cannot be written", (dir: string) => join(dir, "closed", "secret"), "EACCES"],
])("it throws what the file system says when %s", (_, pathIn, code) => {
  const dir = newDir();
  writeFileSync(join(dir, "file"), "");
  mkdirSync(join(dir, "directory"));
  mkdirSync(join(dir, "closed"), { mode: 0o500 });
  if (code === "EACCES" && process.getuid?.() === 0) return;
  expect(() => secretFile(pathIn(dir), () => "never")).toThrow(code);
});

test("of processes that start at once one makes it and all read the same", async () => {
  const path = join(newDir(), "secret");
  const program = `
    import { secretFile } from "${import.meta.dir}/secret-file.ts";
    await Bun.stdin.text();
    console.log(JSON.stringify(secretFile("${path}", () => String(process.pid))));`;
  const children = Array.from({ length: 4 }, () =>
    Bun.spawn([process.execPath, "-e", program], { stdin: "pipe", stdout: "pipe", stderr: "inherit" }),
  );
  for (const child of children) child.stdin.end();
  const answers = await Promise.all(children.map((child) => new Response(child.stdout).json()));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.filter(({ made }) => made)).toHaveLength(1);
});

test("a secret is replaced by the one laid beside it", () => {
  const dir = newDir();
  const path = join(dir, "secret");
  secretFile(path, () => "first");
  layNext(path, "second");
  expect(secretFile(path, () => "").text).toBe("first");
  expect(modeOf(nextTo(path))).toBe(0o600);
  takeNext(path);
  expect(secretFile(path, () => "").text).toBe("second");
  expect([readdirSync(dir), modeOf(path)]).toEqual([["secret"], 0o600]);
});

test.each([
  ["forwards when the next one is current", "second"],
  ["back when it is not", "first"],
])("a replacement that was cut off is ended: %s", (_, current) => {
  const dir = newDir();
  const path = join(dir, "secret");
  secretFile(path, () => "first");
  layNext(path, "second");
  mendSecret(path, (text) => text === current);
  expect([secretFile(path, () => "").text, readdirSync(dir)]).toEqual([current, ["secret"]]);
  mendSecret(path, () => true);
  expect(secretFile(path, () => "").text).toBe(current);
});
