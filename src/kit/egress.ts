import { lookup } from "node:dns/promises";
import ipaddr from "ipaddr.js";
import { Fault } from "./fault.ts";

/** All addresses of a name; throws when there is none. */
export type Resolve = (host: string) => Promise<string[]>;

/** As the machine's own programs resolve it. */
export const systemResolve: Resolve = async (host) => {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
};

export interface EgressOptions {
  port: number;
  /** ALLOWED_PRIVATE_HOSTS: hosts, or `host:port`, that may be reached wherever they are. */
  allowed: readonly string[];
  /** The field that holds the address, for the Fault. */
  field?: string;
  resolve?: Resolve;
}

export interface Destination {
  /** As it is to be connected to: what a second resolution says may be something else. */
  address: string;
  /** All that were looked at, `address` the first of them. */
  addresses: string[];
}

/** Answers to whoever asks from this one network, and lies in no private range. */
const WIRE_SERVERS = new Set(["168.63.129.16"]);
/** What the address parsers of this world read as a number, each in its own way. */
const ENDS_IN_NUMBER = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/;
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Resolves a host that somebody gave us, and refuses when any of its addresses is not a public one: private, loopback,
 * link-local with the metadata services of clouds, or one of these in another spelling. Throws a Fault: `invalid` with
 * the code `address_refused`, `unavailable` with `host_unknown`. Check at every use, and connect to `address`.
 */
export async function assertPublic(given: string, options: EgressOptions): Promise<Destination> {
  const { port, allowed, field = "url", resolve = systemResolve } = options;
  const host = plainHost(given);
  const exempt = isAllowed(host, port, allowed);
  const refuse = (why: string) => {
    const message = `${given} ${why}; a host of your own network must be named in ALLOWED_PRIVATE_HOSTS`;
    return new Fault("invalid", `${field}: ${message}`, {
      code: "address_refused",
      errors: [{ path: field, message }],
    });
  };
  if (host === "" || host.includes("%")) throw refuse("is no host");
  if (ENDS_IN_NUMBER.test(host) && !ipaddr.IPv4.isValidFourPartDecimal(host))
    throw refuse("is an address in a spelling that is not taken");
  const addresses = ipaddr.isValid(host) ? [host] : await resolveOr(host, resolve);
  const inward = exempt ? undefined : addresses.find((address) => !isPublic(address));
  if (inward !== undefined) throw refuse(inward === host ? "is not a public address" : `leads to ${inward}`);
  const [address = ""] = addresses;
  return { address, addresses };
}

/** For an address that is being saved: there a host without one is a mistake in the field. Throws a Fault `invalid`. */
export async function asInput<T>(field: string, looking: Promise<T>): Promise<T> {
  try {
    return await looking;
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== "host_unknown") throw error;
    const message = `${error.message} Look at its spelling, or try again when its name is known.`;
    throw new Fault("invalid", `${field}: ${message}`, { code: error.code, errors: [{ path: field, message }] });
  }
}

/** Whether anybody on the internet may be behind it: false for what cannot be read as an address. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const read = ipaddr.process(address);
  if (WIRE_SERVERS.has(read.toString()) || read.range() !== "unicast") return false;
  return read instanceof ipaddr.IPv4 || read.match(GLOBAL_UNICAST);
}

/** Without the brackets of IPv6 in an address, and without the dot of a name that is complete. */
function plainHost(given: string): string {
  return given
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
}

/** Whether ALLOWED_PRIVATE_HOSTS names it. */
export function isAllowed(host: string, port: number, allowed: readonly string[]): boolean {
  const wanted = plainHost(host);
  return allowed.some((entry) => {
    const [, name = entry, number] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
    return plainHost(name) === wanted && (number === undefined || Number(number) === port);
  });
}

async function resolveOr(host: string, resolve: Resolve): Promise<string[]> {
  const addresses = await resolve(host).catch((cause) => {
    throw unknownHost(host, cause);
  });
  if (addresses.length === 0) throw unknownHost(host);
  return addresses;
}

function unknownHost(host: string, cause?: unknown): Fault {
  return new Fault("unavailable", `The host ${host} has no address.`, { code: "host_unknown", cause });
}
