import type { Row } from "../row.ts";

/** Who may do what. */
export const accessRows: readonly Row[] = [
  {
    row: "the gate (AUTH-01)",
    passes: "no key and a wrong one are 401, a right one is 200; there is no open mode",
    tests: {
      "src/http/gate.test.ts": [],
      "src/context.test.ts": ["the first start makes a key", "an empty api_key file opens nothing"],
    },
  },
  {
    row: "bypass enumeration (AUTH-02, pitfall 1)",
    passes: "every route answers 401 to a stranger unless it is on the list; odd spellings of paths open nothing",
    tests: {
      "src/http/gate.test.ts": ["every route answers 401", "what the document calls public"],
      "src/http/route-scopes.test.ts": [],
    },
  },
  {
    row: "routes documented",
    passes: "the document and the router are equal",
    tests: { "src/http/gate.test.ts": ["the document and the router are equal"] },
  },
  {
    row: "scopes, expiry, rotation, revocation of keys",
    passes: "a key reaches what its scopes say, until it expires or is revoked, and its streams end with it",
    tests: { "src/keys/keys.test.ts": [], "src/keys/open-streams.test.ts": [] },
  },
  {
    row: "failed keys are throttled",
    passes: "10 a minute of one address, then 429; one log line each; many addresses together as well",
    tests: { "src/http/guard.test.ts": [], "src/http/limits.test.ts": ["ten wrong keys a minute"] },
  },
  {
    row: "webhook bypass keeps HMAC (DEFER-03-02)",
    passes: "every payload that GitHub documents is taken, and 401 when tampered with or when there is no secret",
    tests: {
      "src/deliveries/github.test.ts": ["when it was tampered with", "without a secret nothing is taken"],
      "src/deliveries/signature.test.ts": [],
    },
  },
  {
    row: "EventSource tokens (AUTH-04, pitfall 2)",
    passes: "bound to one stream, a minute, GET alone; 401 otherwise; in no log",
    tests: { "src/keys/stream-token.test.ts": [] },
  },
  {
    row: "every SSE route streams with auth (DEFER-03-01)",
    passes: "an answer is a stream nobody buffers; 401 to a stranger",
    tests: {
      "src/http/sse.test.ts": ["an answer is a stream that nobody stores or buffers"],
      "src/keys/stream-token.test.ts": ["a token opens its stream"],
    },
  },
  {
    row: "the client sends its key (AUTH-03)",
    passes: "a browser holds a cookie that scripts cannot read, and no page of another site can use it",
    tests: { "src/keys/sessions.test.ts": [] },
  },
];
