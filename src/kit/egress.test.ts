import { describe, expect, test } from "bun:test";
import { assertPublic, isPublic } from "./egress.ts";

const options = { port: 443, allowed: [] };
const leadsTo = (...addresses: string[]) => ({ ...options, resolve: async () => addresses });

describe("what is not public", () => {
  const inward = [
    ...["127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1"],
    ...["169.254.169.254", "100.100.100.200", "192.0.0.192", "168.63.129.16", "198.18.0.1", "224.0.0.1"],
    ...["255.255.255.255", "240.0.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fec0::1", "fd00:ec2::254", "ff02::1"],
    ...["::ffff:127.0.0.1", "::ffff:7f00:1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "100::1"],
    ...["not an address", ""],
  ];
  test.each(inward)("%s", (address) => expect(isPublic(address)).toBe(false));
  test.each(["8.8.8.8", "140.82.121.4", "2606:4700::1111", "::ffff:8.8.8.8"])("but %s is", (address) =>
    expect(isPublic(address)).toBe(true),
  );
});

const spellings = [
  ...["127.0.0.1", "[::1]", "[::ffff:7f00:1]", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "127.1"],
  ...["017700000001", "127.0.0.1.", "169.254.169.254", "[fe80::1%25eth0]", "1.2.3.4.5", "0x", "", "[]"],
];

test.each(spellings)("%p is refused without being looked up", async (host) => {
  const resolve = () => Promise.reject(new Error("it was looked up"));
  await expect(assertPublic(host, { ...options, resolve })).rejects.toMatchObject({
    ...{ kind: "invalid", code: "address_refused", errors: [{ path: "url" }] },
  });
});

test("a name is refused when any of its addresses is inward", async () => {
  const refused = assertPublic("git.example", leadsTo("8.8.8.8", "127.0.0.1"));
  await expect(refused).rejects.toThrow(
    "url: git.example leads to 127.0.0.1; a host of your own network must be named",
  );
  expect(await assertPublic("git.example", leadsTo("8.8.8.8", "8.8.4.4"))).toEqual({
    ...{ address: "8.8.8.8", addresses: ["8.8.8.8", "8.8.4.4"] },
  });
});

test("a name is refused by what the machine's own resolver says", () =>
  expect(assertPublic("localhost", options)).rejects.toMatchObject({ code: "address_refused" }));

test("a name without an address is no mistake of the input", async () => {
  for (const resolve of [async () => [], () => Promise.reject(new Error("ENOTFOUND"))])
    await expect(assertPublic("git.example", { ...options, resolve })).rejects.toMatchObject({
      ...{ kind: "unavailable", code: "host_unknown" },
    });
});

test("a host of the own network is reached once it is named, on the port that is named", async () => {
  const at = (port: number, ...allowed: string[]) => ({ ...leadsTo("10.0.0.7"), port, allowed });
  expect((await assertPublic("Git.Corp", at(443, "git.corp"))).address).toBe("10.0.0.7");
  expect((await assertPublic("git.corp", at(8443, "git.corp:8443"))).address).toBe("10.0.0.7");
  expect((await assertPublic("[::1]", at(80, "[::1]:80"))).address).toBe("::1");
  expect((await assertPublic("::1", at(80, "::1"))).address).toBe("::1");
  await expect(assertPublic("git.corp", at(22, "git.corp:8443"))).rejects.toMatchObject({ code: "address_refused" });
  await expect(assertPublic("x.git.corp", at(443, "git.corp"))).rejects.toMatchObject({ code: "address_refused" });
});
