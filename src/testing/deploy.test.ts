import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "~/config.ts";
import { packageManager, version } from "../../package.json";
import { readUnit } from "./unit-file.ts";

const root = join(import.meta.dir, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const defaults = readConfig({});
/** What stopping may take: requests under way, then the ladder of a child that ignores everything. */
const STOP_SECS = defaults.DRAIN_SECS + 10.5;

const unit = readUnit(read("deploy/agented.service"));

test("the unit restarts what fails within five seconds, and lets runs outlive it", () => {
  expect(unit).toMatchObject({ Type: ["exec"], Restart: ["on-failure"], KillMode: ["process"], Delegate: ["yes"] });
  expect(Number(unit.RestartSec)).toBeLessThanOrEqual(3);
  expect(Number(unit.TimeoutStopSec)).toBeGreaterThan(STOP_SECS);
  expect(defaults.SHUTDOWN_MODE).toBe("detach");
});

test("the unit keeps from agents what it can", () => {
  const closed = { NoNewPrivileges: ["yes"], CapabilityBoundingSet: [""], ProtectSystem: ["strict"], UMask: ["0077"] };
  expect(unit).toMatchObject({ ...closed, ProtectHome: ["yes"], SystemCallErrorNumber: ["EPERM"] });
  // Each of these would break what agents, compilers or the next server need.
  for (const broken of ["MemoryDenyWriteExecute", "PrivateTmp", "PrivateUsers", "ProtectControlGroups", "RemoveIPC"])
    expect(unit).not.toHaveProperty(broken);
});

test.skipIf(!Bun.which("systemd-analyze"))(
  "systemd counts an exposure of at most 2.5 of 10, and no mistake",
  async () => {
    const analyze = (...args: string[]) =>
      Bun.spawn(["systemd-analyze", ...args, join(root, "deploy/agented.service")], {
        stdio: ["ignore", "ignore", "inherit"],
      }).exited;
    expect(await analyze("verify")).toBe(0);
    expect(await analyze("security", "--offline=true", "--no-pager", "--threshold=25")).toBe(0);
  },
);

/** The element behind a key of a property list, as text. */
const plist = (key: string) =>
  new RegExp(`<key>${key}</key>\\s*(<(\\w+)/>|<(\\w+)>[\\s\\S]*?</\\3>)`).exec(
    read("deploy/com.agented.backend.plist"),
  )?.[1];

test("launchd starts it again unless it was stopped, in time, and with a PATH", () => {
  expect(plist("RunAtLoad")).toBe("<true/>");
  expect(plist("KeepAlive")).toMatch(/<key>SuccessfulExit<\/key>\s*<false\/>/);
  expect(numberOf(plist("ThrottleInterval"))).toBeLessThanOrEqual(5);
  expect(numberOf(plist("ExitTimeOut"))).toBeGreaterThan(STOP_SECS);
  expect(plist("EnvironmentVariables")).toMatch(/<key>PATH<\/key>\s*<string>[^<]*\/opt\/homebrew\/bin:/);
  // Its process group would be ended with it.
  expect(plist("AbandonProcessGroup")).toBeUndefined();
});

test("compose restarts it, waits for it to stop, and gives it no more than it needs", () => {
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects of the file
  const { services, volumes } = Bun.YAML.parse(read("deploy/compose.yaml")) as any;
  const { agented } = services;
  expect(agented).toMatchObject({ restart: "unless-stopped", read_only: true, cap_drop: ["ALL"] });
  expect(Number.parseInt(agented.stop_grace_period, 10)).toBeGreaterThan(STOP_SECS);
  expect(agented.security_opt).toContain("no-new-privileges:true");
  expect(agented.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
  for (const volume of agented.volumes) expect(volumes).toHaveProperty(volume.split(":")[0]);
  expect(readConfig(agented.environment).warnings).toEqual([]);
});

test("the image is stopped in order, asked by our own command, and runs work as another user", () => {
  const dockerfile = read("Dockerfile");
  const says = (line: string) => expect(dockerfile).toContain(`\n${line}`);
  says(`ARG BUN_VERSION=${packageManager.replace("bun@", "")}`);
  says(`ARG VERSION=${version}`);
  says("STOPSIGNAL SIGTERM");
  says('ENTRYPOINT ["tini", "--"]');
  says('  CMD ["bun", "src/cli.ts", "health"]');
  for (const set of ["HOST=0.0.0.0", "SHUTDOWN_MODE=stop", "RUN_AS_USER=agent"])
    expect(dockerfile).toContain(` ${set}`);
  expect(dockerfile.match(/^FROM /gm)?.length).toBeGreaterThan(1);
  for (const label of ["title", "licenses", "version", "revision"])
    expect(dockerfile).toContain(`org.opencontainers.image.${label}=`);
  // A secret in a layer is everybody's who pulls it.
  expect(dockerfile).not.toMatch(/^(?:ENV|ARG).*(?:SECRET|TOKEN|PASSWORD|API_KEY)/m);
});

function numberOf(element: string | undefined): number {
  return Number(/<integer>(\d+)</.exec(element ?? "")?.[1]);
}
