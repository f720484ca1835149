#!/usr/bin/env node
/** Runs the Bun that package.json pins, installing what is missing (Bun, the packages of bun.lock) in the checkout. */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file) => (fs.existsSync(join(root, file)) ? fs.readFileSync(join(root, file), "utf8") : "");
const version = JSON.parse(read("package.json")).packageManager.split("@")[1];
const stamp = createHash("sha256")
  .update(`${version}\n${read("bun.lock")}`)
  .digest("hex");
const tools = join(root, ".tools");
const ownDir = join(tools, "node_modules/.bin");
const dirs = [...(process.env.PATH ?? "").split(delimiter), ownDir];

const findBun = () => dirs.map((dir) => join(dir, "bun")).find((file) => output(file, "--version") === version);
const output = (file, ...args) => spawnSync(file, args, { encoding: "utf8" }).stdout?.trim();
const isReady = () => read("node_modules/.ready") === stamp;

/** The lock is a link that names its owner: made whole or not at all, and void once the owner is gone. */
async function takeLock(lock) {
  fs.mkdirSync(tools, { recursive: true });
  for (; ; await sleep(100)) {
    try {
      return fs.symlinkSync(String(process.pid), lock);
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (isVoid(lock)) fs.rmSync(lock, { force: true });
  }
}

function isVoid(lock) {
  try {
    const owner = Number(fs.readlinkSync(lock));
    const tenMinutesOld = Date.now() - fs.lstatSync(lock).mtimeMs > 600_000;
    return tenMinutesOld || owner === process.pid || !process.kill(owner, 0);
  } catch (error) {
    return error.code === "ESRCH";
  }
}

/** Installers speak on stderr: stdout is Bun's alone. */
function install(command, ...args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (status === 0) return;
  console.error(`Failed: ${[command, ...args].join(" ")} (${error?.message ?? `exit code ${status}`})`);
  process.exit(1);
}

async function makeReady() {
  await takeLock(join(tools, "lock"));
  if (!findBun()) {
    // npm 12 runs an install script only when allowed; under `ignore-scripts` it is run by hand.
    fs.writeFileSync(join(tools, "package.json"), '{ "private": true, "allowScripts": { "bun": true } }');
    const flags = ["--no-package-lock", "--include=optional", "--no-audit", "--no-fund", "--prefix"];
    install("npm", "install", ...flags, tools, `bun@${version}`);
    if (!findBun()) install(process.execPath, join(tools, "node_modules/bun/install.js"));
  }
  if (!isReady()) install(findBun(), "install", "--frozen-lockfile");
  fs.writeFileSync(join(root, "node_modules/.ready"), stamp);
  fs.rmSync(join(tools, "lock"));
  return findBun();
}

const bun = (isReady() && findBun()) || (await makeReady());
const PATH = (bun.startsWith(ownDir) ? [ownDir, ...dirs] : dirs).join(delimiter); // Bun finds itself by `bun`
const child = spawn(bun, process.argv.slice(2), { cwd: root, stdio: "inherit", env: { ...process.env, PATH } });
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  // A terminal gives Ctrl-C to the whole group: Bun has it already.
  process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY) || child.kill(signal));
}
const parent = process.ppid;
const stopOrphan = () => process.ppid !== parent && child.kill("SIGTERM"); // npm was killed and could not tell
if (process.env.npm_lifecycle_event) setInterval(stopOrphan, 500);
