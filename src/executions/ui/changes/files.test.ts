import { expect, test } from "bun:test";
import { filesOf } from "./files.ts";

const part = (path: string, body: string) => `diff --git a/${path} b/${path}\nindex 1..2 100644\n${body}`;
const file = (path: string, change: "added" | "modified" | "type_changed" = "modified") => ({
  ...{ path, change, insertions: 1, deletions: 0 },
});

test("each file has its part of the patch, and lines that look like a header begin none", () => {
  const text =
    part("a", "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n+y\n diff --git a/b b/b\n") +
    part("link", "deleted file mode 100644\n@@ -1 +0,0 @@\n-x\n") +
    part("link", "new file mode 120000\n@@ -0,0 +1 @@\n+y\n") +
    part("p.png", "GIT binary patch\nliteral 1\nabc\n") +
    part("mode", "old mode 100644\nnew mode 100755\n");
  const files = [file("a"), file("link", "type_changed"), file("p.png"), file("mode"), file("beyond the cut")];
  expect(filesOf({ files, text })).toMatchObject([
    { path: "a", body: "@@ -1 +1 @@\n-x\n+y\n diff --git a/b b/b\n", binary: false },
    { path: "link", body: expect.stringContaining("+y") },
    { path: "p.png", body: "", binary: true },
    { path: "mode", body: "", binary: false },
    { path: "beyond the cut", text: undefined },
  ]);
});
