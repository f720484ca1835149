import { isDeepStrictEqual } from "node:util";
import { z } from "@hono/zod-openapi";
import { Fault } from "~/kit/fault.ts";
import {
  ChannelInput,
  changeChannel,
  deleteChannel,
  getChannel,
  insertChannel,
  kindOf,
  listChannels,
  secretsOf,
  settleChannel,
  Target,
  targetOf,
} from "~/notifications/index.ts";
import { SecretEnv } from "../secret-env.ts";
import { ALL, itemOf, section } from "../section.ts";

const { name, enabled } = ChannelInput.shape;
const item = z.strictObject({ name, target: Target, secret_env: SecretEnv, enabled });

export const channels = section({
  item,
  kind: "channel",
  nameOf: ({ name }) => name,
  read: ({ db }) =>
    listChannels(db.orm, ALL).channels.map(({ id, target, ...row }) => {
      const { secret_set: _set, secret: _secret, ...config } = target as typeof target & { secret?: string };
      return { id, item: itemOf(item, { ...row, target: config }) };
    }),
  leave(given, { target }, ctx, id) {
    const whole = targetOf(ctx, getChannel(ctx.db.orm, id));
    return isDeepStrictEqual(given.target, whole) ? { ...given, target } : given;
  },
  secretSchema: ({ target }) => kindOf(target).secret.schema,
  secretOf: (ctx, id) => secretsOf(ctx, getChannel(ctx.db.orm, id))[0],
  async look(ctx, { item: { target }, id, secret }) {
    if (id === undefined && "url" in target && target.url.endsWith("/…"))
      refuse("target.url", "is how an address is shown: give the whole of it for a channel that is not there yet");
    const given = secret === undefined ? {} : { [kindOf(target).secret.field]: secret };
    const before = id === undefined ? undefined : getChannel(ctx.db.orm, id);
    return settleChannel(ctx, { ...target, ...given }, before);
  },
  create(ctx, { item: { name, enabled }, looked }) {
    insertChannel(ctx, { name, enabled }, looked);
    return looked.made;
  },
  update(ctx, { id, changed: { target, secret_env, ...changed }, looked }) {
    changeChannel(ctx, id, changed, target || secret_env ? looked : undefined);
    return target ? looked.made : undefined;
  },
  remove: (ctx, id) => void deleteChannel(ctx, id),
  fields: { "target.secret": "secret_env", "target.password": "secret_env" },
});

function refuse(path: string, message: string): never {
  throw new Fault("invalid", `${path}: ${message}`, { errors: [{ path, message }] });
}
