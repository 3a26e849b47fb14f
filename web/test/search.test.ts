import { describe, expect, it } from "vitest";
import { finds } from "~/lib/data/search.ts";

describe("a search finds words by their beginnings", () => {
  it.each([
    ["", "Buy milk"],
    ["mil buy", "Buy milk"],
    ["CAFE", "Le café au lait"],
    ["js", "Learn node.js"],
    ["sure", "_sure_"],
    ["c++", "Learn C++ at last"],
    ["100%", "Be there 100%"],
    ["(a|b)[c]", "Try (a|b)[c]"],
    ["タワー", "東京タワー"],
  ])("%j in %j", (search, text) => expect(finds(search, text)).toBe(true));

  it.each([
    ["plan", "An explanation"],
    ["milk bread", "Buy milk"],
    ["c++", "Learn C"],
    ["a.c", "abc"],
  ])("not %j in %j", (search, text) => expect(finds(search, text)).toBe(false));
});
