import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandLine } from "~/testing/command-line.ts";
import { openTest } from "~/testing/server.ts";

let app: Awaited<ReturnType<typeof openTest>>;
let agented: ReturnType<typeof commandLine>;
let file: string;
beforeAll(async () => {
  app = await openTest();
  agented = commandLine(app);
  file = join(app.data_dir, "agented.yaml");
});
afterAll(() => app[Symbol.asyncDispose]());

const lay = (text: string) => writeFileSync(file, text);
const apply = (...how: string[]) => agented(["apply", "-f", file, ...how]);

test("an export names its schema, and applied as it is changes nothing", async () => {
  const { code, out } = await agented(["export", "-o", file]);
  expect({ code, out }).toEqual({ code: 0, out: "" });
  const text = await Bun.file(file).text();
  expect(text).toStartWith(
    `# yaml-language-server: $schema=${app.client.url}/openapi/config.schema.json\nversion: 1\n`,
  );
  expect((await agented(["export"])).out).toBe(text);
  expect(await apply("--detailed-exitcode", "--prune")).toMatchObject({
    code: 0,
    out: "",
    err: expect.stringMatching(/^0 changed, /),
  });
});

test("the difference is shown first; --detailed-exitcode is 2 where there is one", async () => {
  const given = "version: 1\nproducts:\n  - name: Shop\n    description: ours\n";
  lay(given);
  expect(await apply("--dry-run", "--detailed-exitcode")).toEqual({
    code: 2,
    out: '+ products "Shop"\n',
    err: "1 would change, 0 as they were\n",
  });
  expect(await apply()).toMatchObject({ code: 0, out: '+ products "Shop"\n' });
  lay(given.replace("ours", "yours"));
  expect(await apply()).toMatchObject({ code: 0, out: '~ products "Shop"\n    description: "ours" → "yours"\n' });
  lay("version: 1\nproducts: []\n");
  expect(await apply()).toMatchObject({ code: 0, out: "" });
  expect(await apply("--prune")).toMatchObject({ code: 0, out: '- products "Shop"\n' });
});

test("a mistake is named with the file's line and the document's path", async () => {
  lay(
    "version: 1\ntriggers:\n  - name: Nightly\n    prompt_template: x\n    backend: command\n    source:\n      kind: schedule\n      cron: never\n",
  );
  const ran = await apply();
  expect(ran).toMatchObject({ code: 1, out: "" });
  expect(ran.err).toStartWith(`${file}:8: triggers[0].source.cron: `);
  lay("version: 1\nproducts: [\n");
  expect(await apply()).toMatchObject({ code: 1, err: expect.stringContaining(`${file}: `) });
  expect(await agented(["apply"])).toMatchObject({ code: 2, err: expect.stringContaining("-f, --file") });
});

test("triggers apply takes one trigger, a list, or the triggers of an export alone", async () => {
  const one =
    "name: Mine\nsource: { kind: manual }\nprompt_template: hello\nbackend: command\nbackend_config: { command: [cat] }\n";
  const triggers = (stdin: string) => agented(["triggers", "apply", "-f", "-"], { stdin });
  expect(await triggers(one)).toMatchObject({ code: 0, out: '+ triggers "Mine"\n' });
  expect(await triggers(`- ${one.replaceAll("\n", "\n  ").trimEnd()}\n`)).toMatchObject({ code: 0, out: "" });
  const { out } = await agented(["export"]);
  const edited = out
    .replace("prompt_template: hello", "prompt_template: good day")
    .replace("products: []", "products: [{ name: Other }]");
  expect((await triggers(edited)).out).toBe('~ triggers "Mine"\n    prompt_template: "hello" → "good day"\n');
});

test("a secret that was made is shown once", async () => {
  lay(
    "version: 1\ntriggers:\n  - { name: Hook, source: { kind: webhook }, prompt_template: x, backend: command, backend_config: { command: [cat] } }\n",
  );
  expect((await apply()).out).toMatch(/\+ triggers "Hook"\nThe secret of triggers "Hook", shown this once: \S{16,}\n$/);
});
