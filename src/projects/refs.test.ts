import { expect, test } from "bun:test";
import { pinRef, readRef } from "./refs.ts";

const sha = "0123456789abcdef0123456789abcdef01234567";

test("a ref is nothing, a branch, a commit, or a commit of a pull request", () => {
  expect(readRef(null)).toEqual({ kind: "default" });
  expect(readRef("feature/x-1")).toEqual({ kind: "branch", name: "feature/x-1" });
  expect(readRef(sha)).toEqual({ kind: "commit", sha });
  expect(readRef(`pull/12/${sha}`)).toEqual({ kind: "pull", number: 12, sha });
});

const others = [
  ...[
    "",
    "-x",
    "--upload-pack=x",
    "a..b",
    "a b",
    "a:b",
    "a^",
    "a~1",
    "a?",
    "a*",
    "a[b",
    "a\\b",
    "@",
    "a@{1}",
    "/a",
    "a/",
  ],
  ...["a//b", ".a", "a/.b", "a.lock", "a.lock/b", "a.", "a\nb", "a\0b", "../../etc", "a".repeat(251)],
];

test.each(others)("%p is none", (ref) => expect(readRef(ref)).toBeUndefined());

test("what only looks like a pull request is a branch", () =>
  expect(readRef("pull/12/merge")).toEqual({ kind: "branch", name: "pull/12/merge" }));

test("the head of a pull request is pinned to its commit, and nothing else is", () => {
  expect(readRef("pull/12/head")).toEqual({ kind: "head", number: 12 });
  expect(["pull/12/head", "main", sha, null].map((ref) => pinRef(ref, sha))).toEqual([
    ...[`pull/12/${sha}`, "main", sha, null],
  ]);
});
