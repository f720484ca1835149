import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { Patience } from "./patience.ts";

test("who was refused waits no more, until one has gone through", () => {
  using sqlite = new Database(":memory:");
  const patience = new Patience(sqlite);
  const wait = () => sqlite.query<{ timeout: number }, []>("PRAGMA busy_timeout").get()?.timeout;
  patience.wait(70);
  expect(wait()).toBe(70);
  patience.refused();
  patience.refused();
  expect(wait()).toBe(0);
  patience.granted();
  expect(wait()).toBe(70);
});
