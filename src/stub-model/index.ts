export type { Recorded, Tally } from "./ledger.ts";
export type { Tokens } from "./protocol.ts";
export type { Scenario } from "./scenario.ts";
export { type RunningStub, startStubModel } from "./server.ts";
export { type StubOptions, USAGE } from "./stub.ts";
