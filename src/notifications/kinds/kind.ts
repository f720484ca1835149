import type { z } from "@hono/zod-openapi";
import type { Message } from "../message.ts";

/** What one sending needs. */
export interface Parcel<Config> {
  /** The same whenever it is sent again: receivers know by it what they have. */
  id: string;
  message: Message;
  config: Config;
  /** The newest first; empty where there is none. */
  secrets: string[];
  /** What was looked at and found fit: connect to this, not to what the name may mean by then. */
  address: string;
  now: number;
  /** Aborts when it takes too long. */
  signal: AbortSignal;
}

/** How it went. What is thrown instead is a failure too. */
export interface Receipt {
  sent: boolean;
  status_code: number | null;
  /** One sentence. */
  detail: string;
  /** The receiver wants nothing any more. */
  gone?: boolean;
  retry_after_ms?: number;
}

export interface Destination {
  host: string;
  port: number;
  /** The field that says so. */
  field: string;
  /** Whoever is on the way can read it. */
  plain: boolean;
}

/** How to write a channel: one file with one object made by `channelKind`, and one line in `index.ts`. */
export interface ChannelKind<Config extends z.ZodObject = z.ZodObject> {
  title: string;
  /** What a channel of this kind holds, with its `kind` as a literal and without its secret. */
  config: Config;
  secret: {
    /** What the API calls it. */
    field: string;
    schema: z.ZodType<string>;
    required: boolean;
    /** Makes one where none is given. It is shown once, and can be made anew. */
    make?: () => string;
  };
  /** Its config has a `url` whose path and query may be a secret: it is kept sealed, and shown as where it leads. */
  seals_url?: boolean;
  /** Whether a secret that is kept may go where the changed config leads; always, unless the kind says otherwise. */
  keeps?(before: z.infer<Config>, now: z.infer<Config>): boolean;
  /** What of config and secret together is wrong, as the field and the remedy. */
  mistake?(config: z.infer<Config>, secret: string | undefined): { path: string; message: string } | undefined;
  destination(config: z.infer<Config>, secret: string | undefined): Destination;
  send(parcel: Parcel<z.infer<Config>>): Promise<Receipt>;
}

/** Only infers the type of a config. */
export function channelKind<Config extends z.ZodObject>(kind: ChannelKind<Config>): ChannelKind<Config> {
  return kind;
}
