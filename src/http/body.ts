import { Fault } from "~/kit/fault.ts";

export interface Reading {
  /** Told of each piece as it arrives; what it throws ends the reading. */
  charge?: (bytes: number) => void;
  /** Its reason is thrown when it aborts. */
  signal?: AbortSignal;
}

/** The bytes of a body. Throws a Fault `too_large` as soon as there are more than `limit`. */
export async function readBody(
  request: Request,
  limit: number,
  { charge = () => {}, signal }: Reading = {},
): Promise<Uint8Array> {
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") throw new Fault("unsupported", "Send the body without content encoding.");
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of piecesOf(request, signal)) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    charge(chunk.byteLength);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* piecesOf(request: Request, signal = new AbortController().signal) {
  if (!request.body) return;
  const reader = request.body.getReader();
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => {});
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    while (!signal.aborted) {
      const { value } = await Promise.race([reader.read(), aborted.promise]);
      if (!value) return;
      yield value;
    }
    throw signal.reason;
  } finally {
    signal.removeEventListener("abort", abort);
    // What is still on its way is nobody's any more; a connection that broke says so once, by the read.
    void reader.cancel().catch(() => {});
  }
}

export function tooLarge(limit: number): Fault {
  return new Fault("too_large", `The body may have at most ${limit} bytes.`);
}
