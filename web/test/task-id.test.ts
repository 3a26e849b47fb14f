import { describe, expect, it } from "vitest";
import { ownerTag } from "~/lib/ids/owner-tag.ts";
import { newTaskId, systemIdSource } from "~/lib/ids/task-id.ts";

// Computed with Python's hashlib by writing the 128 bits out as text, field by field.
const VECTORS = [
  {
    subject: "user-1",
    time: 0,
    random: "000000000000",
    tag: 547763748,
    id: "00000000-0000-820a-98d8-900000000000",
  },
  {
    subject: "user-1",
    time: 1795261066251,
    random: "ffffffffffff",
    tag: 547763748,
    id: "01a1fde5-ec0b-820a-98d8-93ffffffffff",
  },
  {
    subject: "ÄÖ 漢字 🐦",
    time: 281474976710655,
    random: "0123456789ab",
    tag: 870796520,
    id: "ffffffff-ffff-833e-9d33-a123456789ab",
  },
  {
    subject: "kJ3nfh2PqX0aZ",
    time: 1700000000000,
    random: "fe00c0ffee42",
    tag: 3820793103,
    id: "018bcfe5-6800-8e3b-b2b4-3e00c0ffee42",
  },
];

describe("newTaskId", () => {
  it.each(VECTORS)("lays out $id", ({ subject, time, random, tag, id }) => {
    const fill = (bytes: Uint8Array) =>
      bytes.set(random.match(/../g)?.map((hex) => Number.parseInt(hex, 16)) ?? []);
    expect(ownerTag(subject)).toBe(tag);
    expect(newTaskId(subject, { now: () => time, fill })).toBe(id);
  });

  it("makes different ids at the same instant", () => {
    const source = { ...systemIdSource, now: () => 1 };
    const ids = new Set(Array.from({ length: 500 }, () => newTaskId("user-1", source)));
    expect(ids.size).toBe(500);
  });
});
