import { describe, expect, it } from "vitest";
import { cutAt, filterMistake } from "~/features/tasks/filter-mistake.ts";
import { RefusedError } from "~/lib/api/errors.ts";

const refused = (status: number, errors: Array<Record<string, unknown>>) =>
  new RefusedError(
    status,
    { type: "about:blank", title: "Unprocessable Content", status, detail: "", errors: errors as never },
    null,
  );

describe("a mistake in a filter", () => {
  it("is what the server says of it, and nothing else", () => {
    const wrong = { field: "filter", message: "is no day", position: 4, length: 7 };
    expect(filterMistake(refused(422, [{ field: "zone", message: "is unknown" }, wrong]))).toEqual({
      message: "is no day",
      position: 4,
      length: 7,
    });
    expect(filterMistake(refused(422, [{ field: "zone", message: "is unknown" }]))).toBeNull();
    expect(filterMistake(refused(500, [wrong]))).toBeNull();
    expect(filterMistake(new Error("gone"))).toBeNull();
  });

  it("is cut out by characters, not by UTF-16 units", () => {
    const cut = (position: number, length: number) =>
      cutAt("🥖 due:someday milk", { message: "", position, length });
    expect(cut(6, 7)).toEqual(["🥖 due:", "someday", " milk"]);
    expect(cut(18, 0)).toEqual(["🥖 due:someday milk", "", ""]);
  });
});
