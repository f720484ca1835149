import { isIP, Socket } from "node:net";
import { z } from "@hono/zod-openapi";
import { factsOf, type Message } from "../message.ts";
import { channelKind, type Receipt } from "./kind.ts";

/** This host, or this whole domain, takes no mail (RFC 7504). */
const GONE = new Set([521, 556]);

const address = z.email().max(300);

const config = z
  .strictObject({
    kind: z.literal("email"),
    host: z.string().trim().min(1).max(253),
    port: z.number().int().min(1).max(65_535).default(587),
    secure: z
      .enum(["tls", "starttls", "none"])
      .default("starttls")
      .openapi({ description: "`starttls` refuses a server that does not offer it; `none` goes without a password." }),
    user: z.string().min(1).max(300).optional(),
    from: address,
    to: z.array(address).min(1).max(20),
  })
  .openapi("EmailTarget");

/** A mail by SMTP. */
export const email = channelKind({
  title: "E-mail",
  config,
  secret: {
    field: "password",
    schema: z.string().min(1).max(1_000).openapi({ description: "Write-only." }),
    required: false,
  },
  mistake({ user, secure }, password) {
    if ((user === undefined) !== (password === undefined))
      return { path: "target.password", message: "goes with `user`: give both or none" };
    if (secure === "none" && password !== undefined)
      return { path: "target.secure", message: "must be tls or starttls where there is a password" };
    return undefined;
  },
  // A password goes to nobody but whom it was given for.
  keeps: (before, now) => before.host === now.host && before.port === now.port,
  destination: ({ host, port, secure }) => ({ host, port, field: "target.host", plain: secure === "none" }),
  async send({ id, message, config, secrets: [pass], address, signal }): Promise<Receipt> {
    const { host, port, secure, user, from, to } = config;
    // A start would wait for it, and most servers send no mail.
    const { createTransport } = await import("nodemailer");
    const socket = new Socket();
    const end = () => socket.destroy();
    const transport = createTransport({
      ...{ host: address, port, socket, secure: secure === "tls", requireTLS: secure === "starttls" },
      ...{ ignoreTLS: secure === "none", tls: isIP(host) ? {} : { servername: host } },
      ...(user !== undefined && pass !== undefined && { auth: { user, pass } }),
      ...{ disableFileAccess: true, disableUrlAccess: true },
    });
    signal.addEventListener("abort", end, { once: true });
    try {
      const sent = await transport.sendMail({
        ...{ from, to, subject: message.title, text: written(message) },
        // A mail that comes twice is known by it.
        messageId: `<${id}@${from.split("@").at(-1)}>`,
        headers: { "Auto-Submitted": "auto-generated" },
      });
      return { sent: true, status_code: Number.parseInt(sent.response, 10), detail: said(sent.response) };
    } catch (error) {
      return refusal(error);
    } finally {
      signal.removeEventListener("abort", end);
      end();
    }
  },
});

function written(message: Message): string {
  const { title, sentence, excerpt, digest } = message;
  const quoted = excerpt?.split("\n").map((line) => `> ${line}`);
  const parts = [title, sentence, factsOf(message), digest?.titles.map((one) => `- ${one}`), quoted];
  return parts.flatMap((part) => (part?.length ? [[part].flat().join("\n")] : [])).join("\n\n");
}

/** What a server says of a mail is an answer; anything else is thrown on. */
function refusal(error: unknown): Receipt {
  const { responseCode: status_code, response } = error as { responseCode?: number; response?: string };
  if (status_code === undefined || response === undefined) throw error;
  return { sent: false, status_code, detail: said(response), gone: GONE.has(status_code) };
}

function said(response: string): string {
  return `It answered ${response.slice(0, 200)}`;
}
