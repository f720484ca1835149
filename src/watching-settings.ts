import { z } from "@hono/zod-openapi";
import { isUrl, oneOf, type Setting, text } from "./setting.ts";

const HEADERS = /^[\w-]+=(?:[^,%]|%[0-7][0-9a-f])*(?:,\s*[\w-]+=(?:[^,%]|%[0-7][0-9a-f])*)*$/i;

/** How the server is watched: its log, Sentry, traces. */
export const WATCHING = {
  LOG_LEVEL: oneOf(
    ["debug", "info", "warn", "error", "silent"],
    "info",
    "How much the server logs. PUT /admin/log-level and SIGHUP change it while it runs.",
  ),
  LOG_FORMAT: oneOf(["json", "text"], "json", "json for machines; text is a line for people, in colour on a terminal."),
  LOG_LEVEL_FILE: {
    schema: z.string().default(".env"),
    doc: "The file of settings that SIGHUP reads LOG_LEVEL from anew, such as the EnvironmentFile of a systemd unit.",
    example: ".env",
  },
  SENTRY_DSN: {
    schema: z.string().refine(isUrl, "must be the http(s) address that Sentry shows for the project").optional(),
    doc: "Where unexpected failures are told of. Unset: nowhere, and nothing of Sentry is loaded.",
    example: "",
  },
  SENTRY_TRACES_SAMPLE_RATE: {
    schema: z
      .string()
      .regex(/^(?:0(?:\.\d+)?|1(?:\.0+)?)$/, "must be a number from 0 to 1")
      .transform(Number)
      .prefault("0"),
    doc: "Which part of all requests Sentry is told of as transactions, from 0 to 1. Streams never are.",
    example: "0",
  },
  SENTRY_ENVIRONMENT: {
    schema: z.string().default("production"),
    doc: "What Sentry calls this installation.",
    example: "production",
  },
  SENTRY_RELEASE: text("What Sentry calls this version."),
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: z.string().refine(isUrl, "must be an http(s) address").optional(),
    doc: "An OpenTelemetry collector that takes OTLP over HTTP, such as http://127.0.0.1:4318. Unset: no traces.",
    example: "",
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    schema: z
      .string()
      .regex(HEADERS, "must be name=value with commas between them, values percent-encoded")
      .transform((value) => Object.fromEntries(value.split(",").map(headerOf)))
      .optional()
      .transform((headers = {}) => headers),
    doc: "What it wants to be sent along, such as Authorization=Bearer%20abc.",
    example: "",
  },
  OTEL_SERVICE_NAME: {
    schema: z.string().default("agented"),
    doc: "What traces call this server.",
    example: "agented",
  },
} satisfies Record<string, Setting<unknown>>;

function headerOf(pair: string): [name: string, value: string] {
  const at = pair.indexOf("=");
  return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
}
