import { writeFileSync } from "node:fs";
import { join } from "node:path";
import ipaddr from "ipaddr.js";
import type { Context } from "~/context.ts";
import { asInput, assertPublic, isAllowed } from "~/kit/egress.ts";
import { Fault } from "~/kit/fault.ts";
import { addressOf, pinOf, type RepositoryAddress, readAddress } from "./address.ts";
import type { GitOptions } from "./git.ts";
import { makeProjectDir } from "./repo.ts";

/** Throws a Fault that names the field. */
export function parseAddress(given: string): RepositoryAddress {
  const address = readAddress(given);
  if (typeof address === "string") throw refused(address);
  return address;
}

/** Refuses what may not be reached, and what nobody knows. Throws a Fault that names the field. */
export async function checkAddress(ctx: Context, url: string): Promise<void> {
  await asInput("url", lookUp(ctx, parseAddress(url)));
}

export interface Remote {
  url: string;
  options: GitOptions;
}

/**
 * What git needs to reach a project's host: the one transport, the addresses that were just found to be public, and a
 * token, in the environment alone. A proxy in the server's environment resolves names itself, so it is the one to see
 * to where they lead.
 */
export async function remoteOf(ctx: Context, project: { id: string; url: string }, token?: string): Promise<Remote> {
  const address = addressOf(project.url);
  const { url, protocol, host } = address;
  const addresses = await lookUp(ctx, address);
  const env = { GIT_ALLOW_PROTOCOL: protocol };
  if (protocol === "ssh") return { url, options: { env: { ...env, ...sshEnv(ctx, project.id, host, addresses) } } };
  const pinned = ipaddr.isValid(host.replace(/[[\]]/g, "")) ? [] : [`http.curloptResolve=${pinOf(address, addresses)}`];
  const secret = token ?? (await ctx.credentials.tokenFor(address));
  return { url, options: { settings: pinned, env: { ...env, ...tokenEnv(address, secret) } } };
}

async function lookUp({ config, resolve }: Context, { protocol, host, port }: RepositoryAddress): Promise<string[]> {
  const allowed = config.ALLOWED_PRIVATE_HOSTS;
  if (protocol === "http" && !isAllowed(host, port, allowed))
    throw refused("must be https or ssh; http is for hosts that ALLOWED_PRIVATE_HOSTS names");
  const { addresses } = await assertPublic(host, { port, allowed, resolve });
  return addresses;
}

function refused(message: string): Fault {
  return new Fault("invalid", `url: ${message}`, { errors: [{ path: "url", message }] });
}

/** For this host alone, whatever else git might ask. */
function tokenEnv({ url }: RepositoryAddress, token: string | undefined): Record<string, string> {
  if (token === undefined) return {};
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
}

/** The command is git's to hand to a shell, so what is particular stands in a file that it reads. */
function sshEnv(ctx: Context, id: string, host: string, [address = ""]: string[]): Record<string, string> {
  const name = host.replace(/[[\]]/g, "");
  const file = join(makeProjectDir(ctx.config, id), "ssh_config");
  writeFileSync(file, ["Host *", `HostName ${address}`, `HostKeyAlias ${name}`, ...SSH].join("\n  ").concat("\n"));
  return { GIT_SSH_COMMAND: 'exec ssh -F "$AGENTED_SSH_CONFIG"', GIT_SSH_VARIANT: "ssh", AGENTED_SSH_CONFIG: file };
}

const SSH = [
  ...["BatchMode yes", "StrictHostKeyChecking yes", "CheckHostIP no", "ConnectTimeout 20", "ServerAliveInterval 15"],
  ...["ProxyCommand none", "ProxyJump none", "PermitLocalCommand no", "ForwardAgent no", "ControlMaster no"],
  ...["ControlPath none", "ClearAllForwardings yes", "CanonicalizeHostname no"],
];
