import type { Config } from "./config.ts";

/** What watches from outside. Each is loaded only where its setting asks for it: importing Sentry alone takes 46 MB. */
export interface Instruments {
  openReporter?: typeof import("./kit/sentry.ts").openReporter;
  openSpans?: typeof import("./kit/otlp.ts").openSpans;
}

export async function loadInstruments(config: Config): Promise<Instruments> {
  return {
    ...(config.SENTRY_DSN && (await import("./kit/sentry.ts"))),
    ...(config.OTEL_EXPORTER_OTLP_ENDPOINT && (await import("./kit/otlp.ts"))),
  };
}
