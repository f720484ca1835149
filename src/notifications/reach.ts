import type { Context } from "~/context.ts";
import { assertPublic, isPublic } from "~/kit/egress.ts";
import { Fault } from "~/kit/fault.ts";
import type { Destination } from "./kinds/index.ts";

/**
 * The address to connect to, looked up and looked at anew for every use. Throws a Fault where it lies in a network that
 * nobody has allowed, and where what is said would pass through the internet unencrypted.
 */
export async function reach({ config, resolve }: Context, { host, port, field, plain }: Destination): Promise<string> {
  const { address } = await assertPublic(host, { port, field, allowed: config.ALLOWED_PRIVATE_HOSTS, resolve });
  if (!plain || !isPublic(address)) return address;
  const message = "must be encrypted: only hosts of your own network are talked to in the clear";
  throw new Fault("invalid", `${field}: ${message}`, { code: "address_refused", errors: [{ path: field, message }] });
}
