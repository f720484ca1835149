export type { Check } from "./check.ts";
export { type Examination, examine } from "./doctor.ts";
export { ownUrl } from "./own-url.ts";
export { type Probe, probeEnv, probes } from "./probes/index.ts";
