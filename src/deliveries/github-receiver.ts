import type { Context } from "~/context.ts";
import type { AppContext } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { type Event, standingTriggers } from "~/triggers/index.ts";
import { bodyHash, dedupeKey } from "./dedupe-key.ts";
import { openDoor } from "./door.ts";
import { isEventName } from "./event-name.ts";
import type { Receipt } from "./model.ts";
import { parseBody, receive } from "./receive.ts";
import { parseSha256, verify } from "./signature.ts";
import type { Throttle } from "./throttle.ts";
import { askWhetherMayWrite, type Seams } from "./writers.ts";

const MIB = 1024 * 1024;
export const GITHUB_BYTES = 25 * MIB;

/** Whatever GitHub tells. What GITHUB_WEBHOOK_SECRET did not sign is 401, and so is all while that is unset. */
export function githubReceiver(ctx: Context, throttle: Throttle, seams: Seams) {
  const door = openDoor(ctx, {
    source: "github",
    unverified: ctx.config.UNVERIFIED_GITHUB_DELIVERIES_PER_MINUTE,
    window_ms: 60_000,
    bytes_per_address: 2 * GITHUB_BYTES,
  });
  const standing = standingTriggers(ctx, "github");
  return async (c: AppContext): Promise<Receipt> => {
    const { headers } = c.req.raw;
    const scope = c.get("scope");
    const presented = parseSha256(headers, "X-Hub-Signature-256");
    const claimed = door.admit(c, presented);
    const raw = await door.read(c, GITHUB_BYTES);
    const secrets = githubSecrets(ctx);
    if (secrets.length === 0) throw door.refusal(c, presented, raw, "GITHUB_WEBHOOK_SECRET is not set");
    const verified = claimed !== undefined && verify(claimed, secrets, raw, ctx.clock.now()).verified;
    if (!verified) throw door.refusal(c, presented, raw);
    throttle(scope.address, []);
    const event: Event = { name: eventName(headers), payload: parseBody(jsonOf(headers, raw)) };
    const asked = standing();
    const may_write = await askWhetherMayWrite(ctx, seams, asked, event);
    const caused_by = await seams.ownDoing?.(event.payload);
    // They may have been changed while GitHub was asked.
    const triggers = may_write === undefined && caused_by === undefined ? asked : standing();
    const known = { source: "github", key: dedupeKey(headers, raw), body_hash: bodyHash(raw), id_signed: false };
    const arrival = { source: "github", origin: "sent", headers, raw, triggers, verified, known } as const;
    return receive(ctx, scope, { ...arrival, event: { ...event, may_write, caused_by } }, (tx) =>
      seams.witness?.(tx, event.payload),
    );
  };
}

/** Two at most, so that GitHub's settings can be changed over without a gap. */
export function githubSecrets({ config }: Context): string[] {
  return [config.GITHUB_WEBHOOK_SECRET, config.GITHUB_WEBHOOK_SECRET_PREVIOUS].filter((one) => one !== undefined);
}

function eventName(headers: Headers): string {
  const name = headers.get("X-GitHub-Event") ?? "";
  if (isEventName(name)) return name;
  const message = "must name the event, such as pull_request";
  throw new Fault("invalid", `The header X-GitHub-Event ${message}`, {
    errors: [{ path: "headers.X-GitHub-Event", message }],
  });
}

function jsonOf(headers: Headers, raw: Uint8Array): Uint8Array {
  if (!headers.get("content-type")?.startsWith("application/x-www-form-urlencoded")) return raw;
  throw new Fault("unsupported", "Set the webhook's content type to application/json in GitHub's settings.");
}
