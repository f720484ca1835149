import { afterEach, beforeEach, expect, test } from "bun:test";
import { openSmtp, type SmtpServer } from "~/testing/smtp.ts";
import { email } from "./kinds/email.ts";
import { composeMessage } from "./message.ts";
import { openStage, type Stage } from "./testing.ts";

let smtp: SmtpServer;
let stage: Stage;
beforeEach(async () => {
  smtp = await openSmtp();
  stage = await openStage({ ALLOWED_PRIVATE_HOSTS: `127.0.0.1:${smtp.port},mail.test:${smtp.port}` });
});
afterEach(async () => {
  await stage[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
});

const target = (fields: Record<string, unknown> = {}) => ({
  ...{
    kind: "email",
    host: "127.0.0.1",
    port: smtp.port,
    secure: "none",
    from: "bot@agented.test",
    to: ["a@team.test"],
  },
  ...fields,
});
const mailed = () => stage.settled("a mail", () => smtp.mails[0]);
const header = (lines: string[], name: string) =>
  lines.find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `))?.slice(name.length + 2);

test("a mail says what happened, in plain text, to everybody named", async () => {
  await stage.rule((await stage.channel(target({ to: ["a@team.test", "b@team.test"] }))).id);
  const trigger_id = stage.trigger("Deploy");
  const id = stage.ends("failed", { trigger_id, detail: "It fell over.", result: "First line\nsecond line" });
  const { from, to, lines } = await mailed();
  expect([from, to]).toEqual(["bot@agented.test", ["a@team.test", "b@team.test"]]);
  expect(header(lines, "Subject")).toBe("Deploy failed");
  expect(header(lines, "Auto-Submitted")).toBe("auto-generated");
  expect(header(lines, "Message-ID")).toBe(`<${(await stage.told())[0].id}@agented.test>`);
  const text = lines.slice(lines.indexOf("") + 1).join("\n");
  for (const part of ["It fell over.", "Trigger: Deploy", `Execution: ${id}`, "> First line\n> second line"])
    expect(text).toContain(part);
});

test("no name and no text makes a header", async () => {
  const hostile = "x\r\nBcc: evil@evil.test\r\n\r\nbody\u2028Cc: e@evil.test";
  await stage.rule((await stage.channel(target())).id);
  stage.ends("failed", { trigger_id: stage.trigger(hostile), detail: hostile, result: `.\r\nQUIT\r\n${hostile}` });
  const { to, lines } = await mailed();
  const end = lines.indexOf("");
  const names = lines.slice(0, end).flatMap((line) => /^([\w-]+):/.exec(line)?.[1] ?? []);
  expect(names.toSorted()).toEqual([
    ...["Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "MIME-Version", "Message-ID"],
    ...["Subject", "To"],
  ]);
  expect(to).toEqual(["a@team.test"]);
  expect(smtp.mails.length).toBe(1);
  for (const wrong of ["a@b.test\r\nBcc: c@d.test", "a@b.test, c@d.test", "A <a@b.test>", "a", ""])
    for (const field of ["from", "to"]) {
      const fields = { [field]: field === "to" ? [wrong] : wrong };
      const given = { name: "x", target: target(fields) };
      const { errors } = await stage.client.call("POST", "/admin/channels", given, 400);
      expect(errors[0].path).toStartWith(`target.${field}`);
    }
});

test.each([
  ["MAIL", "550 not you", /550 not you/, true],
  ["DATA", "451 come again", /451 come again/, true],
  ["RCPT", "556 this domain takes no mail", /556/, false],
])("%s refused with %s", async (verb, answer, detail, enabled) => {
  smtp.refusals.set(verb, answer);
  const { id } = await stage.channel(target());
  await stage.rule(id);
  stage.ends("failed");
  await stage.settled("an answer", async () => (await stage.told())[0]?.detail);
  expect((await stage.told())[0].detail).toMatch(detail);
  expect((await stage.client.call("GET", `/admin/channels/${id}`)).enabled).toBe(enabled);
});

test("a server that says nothing is left after 15 seconds", async () => {
  smtp.refusals.set("EHLO", "");
  const { id } = await stage.channel(target());
  const testing = stage.client.call("POST", `/admin/channels/${id}/test`, undefined, 200);
  let done = false;
  void testing.finally(() => {
    done = true;
  });
  await stage.settled("the end", () => {
    stage.clock.advance(1_000);
    return done;
  });
  expect(await testing).toMatchObject({ sent: false, detail: "It did not answer in 15 s." });
});

test("without STARTTLS nothing is said to a server where it is asked for", async () => {
  smtp.refusals.set("STARTTLS", "502 not here");
  const { id } = await stage.channel(target({ secure: "starttls", user: "bot", password: "a-password" }));
  const result = await stage.client.call("POST", `/admin/channels/${id}/test`, undefined, 200);
  expect(result).toMatchObject({ sent: false });
  expect(result.detail).toMatch(/502 not here/);
  expect(smtp.mails).toEqual([]);
});

test.each([
  [{ user: "bot" }, "target.password"],
  [{ password: "a-password" }, "target.password"],
  [{ user: "bot", password: "a-password" }, "target.secure"],
  [{ secure: "maybe" }, "target.secure"],
  [{ port: 0 }, "target.port"],
  [{ host: "169.254.169.254" }, "target.host"],
])("%j is refused at %s", async (fields, path) => {
  const { errors } = await stage.client.call("POST", "/admin/channels", { name: "x", target: target(fields) }, 400);
  expect(errors[0].path).toBe(path);
});

test("it connects to the address that was looked at", async () => {
  const message = composeMessage((text) => text, { type: "notification.test", at: stage.clock.iso(), title: "hello" });
  const config = { ...target({ host: "no.such.host.test" }) } as never;
  const parcel = { id: "note-x", message, config, secrets: [], address: "127.0.0.1", now: 0 };
  const receipt = await email.send({ ...parcel, signal: new AbortController().signal });
  expect(receipt).toMatchObject({ sent: true, status_code: 250 });
});

test("a password goes to no other host than the one it was given for", async () => {
  const kept = target({ secure: "starttls", user: "bot" });
  const { id, target: shown } = await stage.channel({ ...kept, password: "a-password-of-mail" });
  expect(shown).toMatchObject({ secret_set: true, user: "bot" });
  expect(JSON.stringify(shown)).not.toContain("a-password-of-mail");
  const change = (fields: Record<string, unknown>, status: number) =>
    stage.client.call("PATCH", `/admin/channels/${id}`, { target: { ...kept, ...fields } }, status);
  expect((await change({ from: "other@agented.test" }, 200)).target.secret_set).toBe(true);
  expect((await change({ host: "mail.test" }, 400)).errors[0].path).toBe("target.password");
});
