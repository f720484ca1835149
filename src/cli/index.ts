export { type Io, runCli } from "./run.ts";
