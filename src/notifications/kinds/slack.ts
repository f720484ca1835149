import { z } from "@hono/zod-openapi";
import { factsOf, type Message } from "../message.ts";
import { HttpUrl, placeOf, post } from "../post.ts";
import { channelKind } from "./kind.ts";

/** An incoming webhook of Slack, or of what understands the same: Mattermost, Discord behind `/slack`. */
export const slack = channelKind({
  title: "Slack",
  config: z.strictObject({ kind: z.literal("slack") }).openapi("SlackTarget"),
  secret: {
    field: "url",
    schema: HttpUrl.openapi({ description: "Write-only: whoever knows the address of an incoming webhook can post." }),
    required: true,
  },
  destination: (_config, url = "") => placeOf(url, "target.url"),
  send({ message, secrets: [url = ""], address, now, signal }) {
    const body = Buffer.from(JSON.stringify(spoken(message)));
    return post(url, { headers: {}, body, address, now, signal });
  },
});

/** The text stands for itself where blocks are not understood. */
function spoken(message: Message) {
  const { title, sentence, excerpt, digest } = message;
  const rest = [sentence, ...factsOf(message), ...(digest?.titles.map((one) => `• ${one}`) ?? [])];
  const lines = [`*${escaped(title)}*`, ...rest.flatMap((line) => (line ? [escaped(line)] : []))];
  if (excerpt) lines.push(`\`\`\`\n${escaped(excerpt)}\n\`\`\``);
  const text = lines.join("\n");
  return { text, blocks: [{ type: "section", text: { type: "mrkdwn", text } }] };
}

/** No markup, no link and no mention, neither Slack's `<!channel>` nor the `@here` of others. */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", "@\u200b")
    .replaceAll("`", "'")
    .replaceAll("](", "]\u200b(");
}
