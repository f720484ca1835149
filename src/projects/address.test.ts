import { expect, test } from "bun:test";
import { pinOf, readAddress } from "./address.ts";

test.each<[given: string, url: string, repository: string]>([
  ["https://github.com/Acme/Shop.git", "https://github.com/Acme/Shop.git", "acme/shop"],
  ["HTTPS://GitHub.com:8443/acme/shop/", "https://github.com:8443/acme/shop/", "acme/shop"],
  ["ssh://git@host.example:2222/acme/shop", "ssh://git@host.example:2222/acme/shop", "acme/shop"],
  ["git@github.com:acme/shop.git", "ssh://git@github.com/acme/shop.git", "acme/shop"],
  ["https://host.example/group/sub/shop.git", "https://host.example/group/sub/shop.git", "sub/shop"],
  ["https://[2606:4700::1111]/a/b", "https://[2606:4700::1111]/a/b", "a/b"],
])("%s", (given, url, repository) => expect(readAddress(given)).toMatchObject({ url, repository }));

const refused = [
  ...[
    "ext::sh -c touch% /tmp/x",
    "fd::17",
    "fd::17/x",
    "file:///etc",
    "/etc",
    "./here",
    "../up",
    "C:\\x",
    "git://host/a/b",
  ],
  ...[
    "--upload-pack=touch /tmp/x",
    "-u",
    "ssh://-oProxyCommand=touch/a/b",
    "-oProxyCommand=x:a/b",
    "ssh://git@-host/a/b",
  ],
  ...["ssh://git:secret@host/a/b", "https://user@host/a/b", "https://user:secret@host/a/b", "https://:@host/a/b"],
  ...["ssh://-l@host/a/b", "ssh://git@host/-a/b", "ssh://git@host/a/--upload-pack=x", "https://host/a/../../b"],
  ...["https://host", "https://host/", "https:///a/b", "https://ho st/a/b", "https://host/a b", "https://host/a\nb/c"],
  ...[
    "https://host/a/b?x=1",
    "https://host/a/b#x",
    "https://host\\@evil/a/b",
    "https://host:0/a/b",
    "https://host:99999/a",
  ],
  ...["transport::https://host/a/b", "ftp://host/a/b", "javascript:alert(1)", "", " ", "https://host/a/b\0", "a:b\nc"],
  ...["git@host:/a/$(touch x)", "git@host:`touch x`", "https://host/a/%2e%2e/b", "host:::a"],
];

test.each(refused)("%p is no address of a repository", (given) => expect(readAddress(given)).toBeString());

test("libcurl is told every address of a host, in its own spelling", () => {
  const address = readAddress("https://host.example:8443/a/b");
  if (typeof address === "string") throw new Error(address);
  expect(pinOf(address, ["192.0.2.7", "2001:db8::1"])).toBe("host.example:8443:192.0.2.7,[2001:db8::1]");
});
