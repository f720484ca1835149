import { isIP } from "node:net";

/** Where a repository lies, taken apart. */
export interface RepositoryAddress {
  /** As git gets it. */
  url: string;
  protocol: "https" | "http" | "ssh";
  host: string;
  port: number;
  /** `owner/name`, in lower case. */
  repository: string;
}

const PORTS = { https: 443, http: 80, ssh: 22 } as const;
const SCP = /^([\w.-]+@)?([\w.-]+):(?!\/\/)([^\0]+)$/;
const URL_FORM = /^(https|http|ssh):\/\/(?:([^/@]*)@)?(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?\/([^\0]+)$/i;
const PATH = /^[\w.~/+-]+$/;
const USER = /^[a-z_][\w.-]*$/i;

/**
 * Reads the address of a repository, in its strict form: https, or ssh with nothing but a user; http is left to whoever
 * knows the host. Answers why it is none. Also `git@host:owner/name`, which becomes an ssh address.
 */
export function readAddress(given: string): RepositoryAddress | string {
  const text = given.includes("://") ? given : given.replace(SCP, "ssh://$1$2/$3");
  const [, scheme, user, host, number, path] = URL_FORM.exec(text) ?? [];
  if (!scheme || !host || !path)
    return "must be an address such as https://host/owner/name or ssh://git@host/owner/name";
  const protocol = scheme.toLowerCase() as RepositoryAddress["protocol"];
  if (user !== undefined && (protocol !== "ssh" || !USER.test(user)))
    return "must hold no user and no password; the server's own credentials are used";
  if (host.startsWith("-") || !PATH.test(path) || path.split("/").some((part) => part.startsWith("-") || part === ".."))
    return "must have a plain host and a plain path";
  const port = number === undefined ? PORTS[protocol] : Number(number);
  if (port < 1 || port > 65_535) return "must have a port between 1 and 65535";
  const at = `${user ? `${user}@` : ""}${host.toLowerCase()}${number ? `:${port}` : ""}`;
  return { url: `${protocol}://${at}/${path}`, protocol, host: host.toLowerCase(), port, repository: nameOf(path) };
}

/** Throws for what `readAddress` did not let in: rows hold none such. */
export function addressOf(url: string): RepositoryAddress {
  const address = readAddress(url);
  if (typeof address === "string") throw new Error(`the address of a repository ${address}`);
  return address;
}

/** What libcurl is told a host is: the addresses that were looked at, so that no second look-up decides. */
export function pinOf({ host, port }: RepositoryAddress, addresses: readonly string[]): string {
  const shown = addresses.map((address) => (isIP(address) === 6 ? `[${address}]` : address));
  return `${host.replace(/^\[(.*)\]$/, "$1")}:${port}:${shown.join(",")}`;
}

function nameOf(path: string): string {
  const parts = path
    .replace(/\/+$/, "")
    .replace(/\.git$/i, "")
    .split("/")
    .filter(Boolean);
  return parts.slice(-2).join("/").toLowerCase();
}
