import { describe, expect, it } from "vitest";
import {
  parseSearch,
  readSignInSearch,
  readTaskListSearch,
  stringifySearch,
  toTaskListQuery,
} from "~/app/search-params.ts";

describe("parameters of addresses", () => {
  it("are texts, whatever they look like", () => {
    for (const q of ["null", "true", "42", "{}", '{"a":1}', '"quoted"', "a b&c=d#e", "100 %", "+"]) {
      expect(parseSearch(stringifySearch({ q, show: undefined }))).toEqual({ q });
    }
    expect(stringifySearch({ q: undefined })).toBe("");
  });
});

describe("addresses of lists", () => {
  it("leave the usual out and ignore what they do not know", () => {
    expect(readTaskListSearch({ show: "open", sort: "-created", q: "" })).toEqual({});
    expect(readTaskListSearch({ show: "nonsense", sort: 3, q: {}, other: 1 })).toEqual({});
    expect(readTaskListSearch({ show: "done", sort: "title", q: "42" })).toEqual({
      show: "done",
      sort: "title",
      q: "42",
    });
    expect(toTaskListQuery({})).toEqual({ show: "open", q: "", sort: "-created" });
  });
});

describe("the way back after signing in", () => {
  it.each(["/", "/?show=done", "/tasks/1#notes"])("goes to %s", (next) => {
    expect(readSignInSearch({ next })).toEqual({ next });
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "evil",
    "",
    "/sign-in?next=/",
    3,
    null,
    "/\t/evil.example",
    "/\n/evil.example",
  ])("never leaves this site: %s", (next) => {
    const { next: path = "/" } = readSignInSearch({ next });
    expect(new URL(path, window.location.origin).origin).toBe(window.location.origin);
    expect(path.startsWith("//")).toBe(false);
  });
});

describe("the way back after signing in", () => {
  it.each([
    "https://example.org/",
    "http:example.org",
    "//example.org/",
    "///example.org",
    "/\\example.org",
    "\\\\example.org",
    "\\/example.org",
    "/\t/example.org",
    "/\n/example.org",
    "\t//example.org",
    " //example.org",
    "/.//example.org",
    "/..//example.org",
    "/a/..//example.org",
    "/%2e//example.org",
    "/./\\example.org",
    "//localhost:3000@example.org/",
    "//[",
    "javascript:alert(1)",
    "JaVa\tScRiPt:alert(1)",
    "data:text/html,x",
    "blob:http://localhost:3000/x",
    "@example.org",
    ".example.org",
    "example.org",
    "",
    null,
    ["/"],
    { toString: () => "/" },
  ])("does not lead to %j", (next) => {
    expect(readSignInSearch({ next }).next).toBeUndefined();
  });

  it.each([
    "/",
    "/?show=done",
    "/tasks/x#y",
    "/tasks/%2f%2fexample.org",
    "/?q=//example.org",
    "/@example.org",
  ])("leads to %s", (next) => {
    expect(readSignInSearch({ next }).next).toBe(next);
  });
});
