import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServerProcess, spawnServer } from "./server.ts";
import { until } from "./until.ts";

const deploy = join(import.meta.dir, "../../deploy");
/** An address of ours that is not the proxy's: a client that comes from elsewhere. */
const CLIENT = "127.0.0.2";
const agent = new Agent({ rejectUnauthorized: false });

interface Proxy {
  name: string;
  /** Writes what it needs into the directory and answers its command. */
  lay(dir: string, port: number, upstream: string): { command: string[]; env?: Record<string, string> };
}

const nginx: Proxy = {
  name: "nginx",
  lay(dir, port, upstream) {
    const [key, certificate] = certify(dir);
    const site = readFileSync(join(deploy, "nginx.conf"), "utf8")
      .replace("server 127.0.0.1:20000", `server ${upstream}`)
      .replace("listen 80;", `listen unix:${dir}/plain.sock;`)
      .replace("listen 443", `listen 127.0.0.1:${port}`)
      .replace("/etc/ssl/certs/agented.pem", certificate)
      .replace("/etc/ssl/private/agented.key", key);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (kind) => `${kind}_temp_path ${dir}/${kind};`,
    );
    const main = `daemon off; pid ${dir}/pid; error_log stderr; events {} http { access_log off; ${temporary.join(" ")} ${site} }`;
    writeFileSync(join(dir, "nginx.conf"), main);
    return { command: ["nginx", "-c", join(dir, "nginx.conf"), "-p", dir, "-e", "stderr"] };
  },
};

const caddy: Proxy = {
  name: "caddy",
  lay(dir, port, upstream) {
    const site = readFileSync(join(deploy, "Caddyfile"), "utf8");
    const own = `{\n admin off\n skip_install_trust\n auto_https disable_redirects\n default_bind 127.0.0.1\n}\n`;
    writeFileSync(join(dir, "Caddyfile"), own + site);
    const env = { AGENTED_DOMAIN: `localhost:${port}`, AGENTED_UPSTREAM: upstream };
    return { command: ["caddy", "run", "--adapter", "caddyfile", "--config", join(dir, "Caddyfile")], env };
  },
};

/** A certificate that nobody vouches for. */
function certify(dir: string): [key: string, certificate: string] {
  const files: [string, string] = [join(dir, "key.pem"), join(dir, "cert.pem")];
  const subject = ["-subj", "/CN=agented.example.com", "-keyout", files[0], "-out", files[1]];
  const { exitCode } = Bun.spawnSync(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", ...subject]);
  if (exitCode !== 0) throw new Error("openssl makes no certificate");
  return files;
}

function freePort(): number {
  using server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  return server.port;
}

for (const proxy of [nginx, caddy]) {
  describe.skipIf(!Bun.which(proxy.name))(`behind ${proxy.name} as deploy/ sets it up`, () => {
    const dir = mkdtempSync(join(tmpdir(), "agented-proxy-"));
    const port = freePort();
    let server: ServerProcess;
    let process: Bun.Subprocess;

    /** A request through the proxy, from an address that is not the proxy's own. */
    function ask(path: string, headers: Record<string, string> = {}) {
      const { promise, resolve, reject } = Promise.withResolvers<{
        heard(): string;
        headers: Record<string, unknown>;
      }>();
      const options: RequestOptions = {
        ...{ host: "127.0.0.1", servername: "localhost", port, path, localAddress: CLIENT, agent },
        headers: { Host: `localhost:${port}`, "X-API-Key": server.client.key, ...headers },
      };
      get(options, (answer) => {
        let text = "";
        answer.on("data", (chunk) => {
          text += chunk;
        });
        resolve({ heard: () => text, headers: answer.headers });
      }).on("error", reject);
      return promise;
    }

    beforeAll(async () => {
      server = await spawnServer({ TRUST_PROXY: "127.0.0.1", PUBLIC_URL: `https://localhost:${port}` });
      const { command, env } = proxy.lay(dir, port, new URL(server.client.url).host);
      const own = { PATH: Bun.env.PATH ?? "", HOME: dir, XDG_DATA_HOME: dir };
      process = Bun.spawn(command, {
        env: { ...own, ...env },
        stdio: ["ignore", "ignore", Bun.file(join(dir, "log"))],
      });
      await until(`${proxy.name}: ${readFileSync(join(dir, "log"), "utf8")}`, () =>
        ask("/health/liveness").then(
          () => true,
          () => false,
        ),
      );
    });

    afterAll(async () => {
      process.kill("SIGTERM");
      await process.exited;
      await server[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    });

    test("the client's address and TLS are believed, and what the client claims is not", async () => {
      const { heard, headers } = await ask("/admin/connection", { "X-Forwarded-For": "203.0.113.9" });
      const seen = await until("an answer", () => heard() !== "" && JSON.parse(heard()));
      expect(seen).toEqual({ address: CLIENT, peer: "127.0.0.1", forwarded: true, trusted: true, over_tls: true });
      expect(headers["strict-transport-security"]).toMatch(/^max-age=31536000/);
    });

    test("a stream's lines arrive while the run still waits", async () => {
      const go = join(dir, "go");
      const waits = `echo one; while [ ! -e ${go} ]; do sleep 0.02; done; echo two`;
      const id = await server.client.start(["sh", "-c", waits]);
      const { heard } = await ask(`/admin/executions/${id}/stream`, { "Accept-Encoding": "gzip, br" });
      await until("the first line", () => heard().includes('"text":"one"'));
      expect(heard()).not.toContain("event: complete");
      writeFileSync(go, "");
      await until("the end", () => heard().includes("event: complete"));
      expect(heard()).toContain('"text":"two"');
    });
  });
}
