import { expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { openRoom } from "./room.ts";

const MIB = 1024 * 1024;

test("bodies of one address may hold 16 MiB and those of all 64 MiB, until they leave", () => {
  const enter = openRoom(fakeClock());
  const first = enter("10.0.0.1");
  first.charge(10 * MIB);
  const second = enter("10.0.0.1");
  second.charge(6 * MIB);
  expect(() => second.charge(1)).toThrow("Too much at once.");
  for (const address of ["10.0.0.2", "10.0.0.3", "10.0.0.4"]) enter(address).charge(16 * MIB);
  expect(() => enter("10.0.0.5").charge(1)).toThrow("Too much at once.");
  first.leave();
  enter("10.0.0.5").charge(10 * MIB);
  expect(() => enter("10.0.0.5").charge(1)).toThrow("Too much at once.");
});

test("the addresses of an IPv6 /64 share their room", () => {
  const enter = openRoom(fakeClock());
  enter("2001:db8::1").charge(16 * MIB);
  expect(() => enter("2001:db8::2").charge(1)).toThrow("Too much at once.");
  enter("2001:db8:0:1::2").charge(1);
});

test("a crowd of slow ones puts out its oldest; who has left is no longer slow", () => {
  const clock = fakeClock();
  const enter = openRoom(clock);
  const guests = Array.from({ length: 10 }, () => enter("10.0.0.1"));
  const other = enter("10.0.0.2");
  guests[3]?.leave();
  clock.advance(1_000);
  const gone = () => guests.map(({ signal }) => signal.aborted).flatMap((aborted, i) => (aborted ? [i] : []));
  expect(gone()).toEqual([0]);
  enter("10.0.0.1");
  clock.advance(999);
  expect(gone()).toEqual([0]);
  clock.advance(1);
  expect(gone()).toEqual([0, 1]);
  clock.advance(12_999);
  expect([gone().length, other.signal.aborted]).toEqual([2, false]);
  clock.advance(1);
  expect([gone().length, other.signal.aborted]).toEqual([9, true]);
});
