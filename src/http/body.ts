import { Fault } from "~/kit/fault.ts";

/** The bytes of a body. Throws a Fault `too_large` as soon as there are more than `limit`. */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") throw new Fault("unsupported", "Send the body without content encoding.");
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function tooLarge(limit: number): Fault {
  return new Fault("too_large", `The body may have at most ${limit} bytes.`);
}
