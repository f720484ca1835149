import { expect, test } from "bun:test";
import { type Asked, type Four, inHours, openFour } from "./testing.ts";

const next = { on_usage_limit: "next_account" } as const;
const nextBackend = { on_usage_limit: "next_backend" } as const;
const still = { rotate_accounts: false } as const;

const cases: [rule: string, picked: string, entries: string[], asked?: Asked, before?: (four: Four) => unknown][] = [
  ["the first account in order", "0 a", ["claude"]],
  ["the one that is named", "0 b", ["claude b"]],
  ["the order is the people's", "0 c", ["claude"], {}, (four) => four.change(four.id("c"), { position: 0 })],
  ["the default one too", "0 default", ["gemini"]],
  ["a disabled one is passed over", "0 b", ["claude"], {}, (four) => four.change(four.id("a"), { enabled: false })],

  ["it stays with its last one", "0 b", ["claude"], { last: "0 b" }],
  ["it stays on another entry too", "1 x", ["claude", "codex"], { ...nextBackend, last: "1 x" }],
  [
    "it leaves its last one when that is limited",
    "0 a",
    ["claude"],
    { ...next, last: "0 b" },
    (four) => four.meet("b"),
  ],
  ["what holds waits for its last one", "limited usage_limit", ["claude"], { last: "0 b" }, (four) => four.meet("b")],
  [
    "and takes another when that one was disabled",
    "0 a",
    ["claude"],
    { last: "0 b" },
    (four) => four.change(four.id("b"), { enabled: false }),
  ],
  ["without rotation it stays where it began", "0 b", ["claude"], { ...still, last: "0 b" }],
  [
    "without rotation it waits there",
    "limited usage_limit",
    ["claude"],
    { ...still, last: "0 b" },
    (four) => four.meet("b"),
  ],
  [
    "without rotation the first takes the place of one that was disabled",
    "0 a",
    ["claude"],
    { ...still, last: "0 b" },
    (four) => four.change(four.id("b"), { enabled: false }),
  ],

  ["with rotation `any` is every account", "0 b", ["claude"], {}, (four) => four.meet("a")],
  ["without it the first", "limited usage_limit", ["claude"], still, (four) => four.meet("a")],
  [
    "hold looks at the first entry alone",
    "limited usage_limit",
    ["claude a", "claude b"],
    {},
    (four) => four.meet("a"),
  ],
  [
    "fail too, and gives up",
    "refused usage_limit",
    ["claude a", "codex"],
    { on_usage_limit: "fail" },
    (four) => four.meet("a"),
  ],
  ["next_account goes on to the next entry", "2 b", ["claude a", "codex", "claude b"], next, (four) => four.meet("a")],
  [
    "next_account leaves other backends alone",
    "limited usage_limit",
    ["claude a", "codex"],
    next,
    (four) => four.meet("a"),
  ],
  ["next_backend goes on to them", "1 x", ["claude a", "codex"], nextBackend, (four) => four.meet("a")],
  [
    "the model is the entry's",
    "1 a",
    ["claude a opus", "claude a haiku"],
    nextBackend,
    (four) => four.meet("a", { scope: "model" }, "opus"),
  ],
  [
    "a limit of no named model bars no named one",
    "1 a",
    ["claude a", "claude a haiku"],
    nextBackend,
    (four) => four.meet("a", { scope: "model" }),
  ],
  [
    "a limit of the account bars every model",
    "limited usage_limit",
    ["claude a opus"],
    {},
    (four) => four.meet("a", {}, "haiku"),
  ],
  [
    "a limit of the backend bars every account",
    "1 x",
    ["claude", "codex"],
    nextBackend,
    (four) => four.meet("b", { kind: "overload" }),
  ],
  ["a limit that is over bars nobody", "0 a", ["claude a"], {}, (four) => [four.meet("a"), four.advance(3_600_000)]],

  [
    "a full account is passed over",
    "0 b",
    ["claude"],
    { live: { a: 2 } },
    (four) => four.change(four.id("a"), { max_concurrent: 2 }),
  ],
  [
    "one below its most is not",
    "0 a",
    ["claude"],
    { live: { a: 1 } },
    (four) => four.change(four.id("a"), { max_concurrent: 2 }),
  ],
  ["without a most there is none", "0 a", ["claude"], { live: { a: 500 } }],
  [
    "all full: busy",
    "busy",
    ["claude a"],
    { live: { a: 1 } },
    (four) => four.change(four.id("a"), { max_concurrent: 1 }),
  ],
  [
    "one full, the others limited: busy",
    "busy",
    ["claude a", "claude b"],
    { ...next, live: { a: 1 } },
    async (four) => [await four.change(four.id("a"), { max_concurrent: 1 }), four.meet("b")],
  ],
  ["a paused backend: busy", "busy", ["claude"], { paused: ["claude"] }],
  ["a paused one is passed over", "1 x", ["claude", "codex"], { ...nextBackend, paused: ["claude"] }],
  [
    "one paused, the other limited: busy",
    "busy",
    ["claude a", "codex"],
    { ...nextBackend, paused: ["codex"] },
    (four) => four.meet("a"),
  ],

  [
    "a warned account comes last",
    "0 b",
    ["claude"],
    {},
    (four) => four.meet("a", { hard: false, window: "five_hour", resets_at: inHours(four) }),
  ],
  [
    "but within its entry",
    "0 a",
    ["claude a", "claude b"],
    next,
    (four) => four.meet("a", { hard: false, window: "five_hour", utilization: 0.95, resets_at: inHours(four) }),
  ],
  [
    "and until its window resets",
    "0 a",
    ["claude"],
    {},
    (four) => [four.meet("a", { hard: false, window: "five_hour", resets_at: inHours(four) }), four.advance(3_600_000)],
  ],
  [
    "half a window is no warning",
    "0 a",
    ["claude"],
    {},
    (four) => four.meet("a", { hard: false, window: "five_hour", utilization: 0.5, resets_at: inHours(four) }),
  ],
  [
    "it stays with a warned one",
    "0 a",
    ["claude"],
    { last: "0 a" },
    (four) => four.meet("a", { hard: false, window: "w", resets_at: inHours(four) }),
  ],

  ["one that nobody is logged in on is passed over", "0 b", ["claude"], {}, (four) => four.meet("a", { kind: "auth" })],
  [
    "and tried last when its cooldown is over",
    "0 b",
    ["claude"],
    {},
    (four) => [four.meet("a", { kind: "auth" }), four.advance(3_600_000)],
  ],
  ["only such are left", "limited cli_auth", ["claude a"], {}, (four) => four.meet("a", { kind: "auth" })],
  ["one without credit", "limited usage_limit", ["claude a"], {}, (four) => four.meet("a", { kind: "billing" })],
  [
    "a limited one is waited for before them",
    "limited rate_limit",
    ["claude a", "claude b"],
    next,
    (four) => [four.meet("a", { kind: "auth" }), four.meet("b", { kind: "rate" })],
  ],

  [
    "nobody is enabled for now",
    "busy",
    ["claude"],
    {},
    (four) => Promise.all(["a", "b", "c"].map((name) => four.change(four.id(name), { enabled: false }))),
  ],
  ["the named one is disabled", "busy", ["claude a"], {}, (four) => four.change(four.id("a"), { enabled: false })],
  ["the named one is gone", "refused account_gone", ["claude nobody"]],
  ["whoever is not looked at does not come back", "refused account_gone", ["claude nobody", "codex"]],
  [
    "one is gone, another disabled",
    "busy",
    ["claude nobody", "claude b"],
    next,
    (four) => four.change(four.id("b"), { enabled: false }),
  ],
];

for (const [rule, picked, entries, asked, before] of cases)
  test(`${rule}: ${picked}`, async () => {
    const four = await openFour();
    await using _ = four.app;
    await before?.(four);
    expect(four.short(entries, asked)).toBe(picked);
  });
