import { z } from "@hono/zod-openapi";
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
} from "~/notifications/index.ts";
import { SecretEnv } from "../secret-env.ts";
import { ALL, itemOf, section } from "../section.ts";

const { name, enabled } = ChannelInput.shape;
const item = z.strictObject({ name, target: Target, secret_env: SecretEnv, enabled });

export const channels = section({
  item,
  nameOf: ({ name }) => name,
  read: ({ db }) =>
    listChannels(db.orm, ALL).channels.map(({ id, target, ...row }) => {
      const { secret_set: _set, secret: _secret, ...config } = target as typeof target & { secret?: string };
      return { id, item: itemOf(item, { ...row, target: config }) };
    }),
  secretOf: (ctx, id) => secretsOf(ctx, getChannel(ctx.db.orm, id))[0],
  look(ctx, { item: { target }, id, secret }) {
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
