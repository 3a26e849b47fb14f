import { describe, expect, it } from "vitest";
import { ownPlace } from "~/lib/ids/own-place.ts";

// Computed with Python from the bits of the ids of task-id.test.ts; the server has one of them in its tests, too.
const VECTORS = [
  ["00000000-0000-820a-98d8-900000000000", "i000000000"],
  ["01a1fde5-ec0b-820a-98d8-93ffffffffff", "i00VbbgThD1FQfCxG3"],
  ["ffffffff-ffff-833e-9d33-a123456789ab", "i1HvWXNAa70M1WO4jL"],
] as const;

describe("a task's own place", () => {
  it.each(VECTORS)("of %s is %s", (id, place) => {
    expect(ownPlace(id)).toBe(place);
  });
});
