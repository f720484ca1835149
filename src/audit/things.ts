/** What something may be done to: how each action in the log begins. */
const THINGS = [
  "account",
  "backup",
  "budget",
  "chain",
  "channel",
  "config",
  "delivery",
  "execution",
  "finding",
  "github_action",
  "key",
  "log_level",
  "login_link",
  "notification",
  "notification_rule",
  "price",
  "prices",
  "product",
  "project",
  "queue",
  "retention",
  "schedule",
  "secrets",
  "session",
  "snippet",
  "trigger",
  "workflow",
  "run",
  "worktree",
] as const;

export type Thing = (typeof THINGS)[number];

/** `<what>.<done>`. */
export type Action = `${Thing}.${string}`;

/** Whether a text is an action, or the beginning of one. */
export function isBeginning(text: string): boolean {
  return THINGS.some((thing) => text.startsWith(`${thing}.`) || `${thing}.`.startsWith(text));
}
