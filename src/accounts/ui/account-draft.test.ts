import { expect, test } from "bun:test";
import type { Account } from "../model.ts";
import { draftOf, inputOf, patchOf } from "./account-draft.ts";

const account: Account = {
  ...{ id: "acct-1", backend: "claude", is_default: false, name: "work", position: 1, enabled: true, running: 0 },
  ...{ config_dir: null, key: { variable: "ANTHROPIC_API_KEY", from: "secret", secret_set: true } },
  ...{ env: { ANTHROPIC_BASE_URL: "http://gateway?a=b" }, max_concurrent: 2, cooldowns: [], windows: {} },
  ...{ last_used_at: null, login_command: null, created_at: "", updated_at: "" },
};

test("what is not touched is sent as it was, and of the key nothing", () => {
  expect(patchOf(draftOf(account), account)).toEqual({
    ...{ name: "work", enabled: true, max_concurrent: 2, env: { ANTHROPIC_BASE_URL: "http://gateway?a=b" } },
  });
});

test("of a default account nothing of its environment is sent", () => {
  expect(patchOf({ ...draftOf(account), env: "A=b" }, { ...account, is_default: true })).toEqual({
    ...{ name: "work", enabled: true, max_concurrent: 2 },
  });
});

test("a new key takes the place of a login, and a login that of a key", () => {
  const draft = { ...draftOf(), name: "new", key_variable: "ANTHROPIC_API_KEY", secret: "a secret", key_env: "MY_KEY" };
  const login = (way: "own" | "directory" | "secret" | "variable") => {
    const { config_dir, key } = inputOf({ ...draft, way, config_dir: "/logins/a" });
    return { config_dir, key };
  };
  expect(login("own")).toEqual({ config_dir: "own", key: null });
  expect(login("directory")).toEqual({ config_dir: "/logins/a", key: null });
  const variable = "ANTHROPIC_API_KEY";
  expect(login("secret")).toEqual({ config_dir: null, key: { variable, secret: "a secret" } });
  expect(login("variable")).toEqual({ config_dir: null, key: { variable, env: "MY_KEY" } });
});
