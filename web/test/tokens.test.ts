import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contrast, readThemes, type Theme } from "./support/colours.ts";

const source = join(import.meta.dirname, "../src");
const themes = readThemes(readFileSync(join(source, "ui/tokens.css"), "utf8"));

const TEXT = 4.5;
const CONTROL = 3;
/** What WCAG 2.2 asks for at level AAA: the least for a theme of more contrast. */
const MORE_TEXT = 7;

const PAGES = ["paper", "paper-sunken", "sheet", "sheet-raised"];
const LISTS = "red orange amber yellow green teal cyan blue violet pink brown grey".split(" ");

/** Text and what it stands on; a third token is laid over the ground, as under a pointer. */
const TEXTS: ReadonlyArray<readonly [text: string, ground: string, over?: string]> = [
  ...PAGES.flatMap((page) => [
    ["ink", page] as const,
    ["ink", page, "hover"] as const,
    ["ink-soft", page] as const,
    ["ink-faint", page] as const,
    ["accent", page] as const,
    ["danger", page] as const,
  ]),
  ["ink", "paper", "pressed"],
  ["ink-soft", "paper", "hover"],
  ["danger", "paper", "hover"],
  ["ink-soft", "paper", "pressed"],
  ["ink-faint", "paper", "hover"],
  ["ink", "selection"],
  ["accent", "accent-wash"],
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ["danger", "danger-wash"],
  ["warn-ink", "warn-wash"],
  ["inverse-ink", "inverse"],
  ["inverse-ink", "inverse", "inverse-hover"],
  ["inverse-soft", "inverse"],
  ["inverse-accent", "inverse"],
  ["inverse-accent-strong", "inverse", "inverse-hover"],
];

/** Edges, rings and signs that have to be seen, and what they stand on. */
const CONTROLS: ReadonlyArray<readonly [sign: string, ground: string, over?: string]> = [
  ...PAGES.flatMap((page) => [
    ["line-strong", page] as const,
    ...[1, 2, 3, 4].map((priority) => [`priority-${priority}`, page] as const),
    ...[1, 2, 3, 4].map((priority) => [`priority-${priority}`, page, "hover"] as const),
    ...LISTS.map((list) => [`list-${list}`, page] as const),
  ]),
  ["inverse-danger", "inverse"],
];

it("measures as WCAG does", () => {
  const grey = (lightness: number) => ({ lightness, chroma: 0, hue: 0, alpha: 1 });
  const values: Readonly<Record<string, number>> = { black: 0, white: 1, grey: 0.5999 };
  const theme: Theme = (name) => grey(values[name] ?? Number.NaN);
  expect(contrast(theme, "black", "white")).toBeCloseTo(21, 2);
  // #808080 on white.
  expect(contrast(theme, "grey", "white")).toBeCloseTo(3.95, 1);
});

describe.each(Object.entries(themes))("the %s theme", (name, theme: Theme) => {
  const more = name.endsWith("contrast");

  for (const [text, ground, over] of TEXTS) {
    it(`${text} can be read on ${ground} ${over ?? ""}`.trimEnd(), () => {
      expect(contrast(theme, text, ground, over)).toBeGreaterThanOrEqual(more ? MORE_TEXT : TEXT);
    });
  }

  for (const [sign, ground, over] of CONTROLS) {
    it(`${sign} can be seen on ${ground} ${over ?? ""}`.trimEnd(), () => {
      expect(contrast(theme, sign, ground, over)).toBeGreaterThanOrEqual(CONTROL);
    });
  }

  it("tells priorities apart by lightness", () => {
    const lightness = [1, 2, 3, 4]
      .map((priority) => theme(`priority-${priority}`).lightness)
      .sort((a, b) => a - b);
    for (const [index, value] of lightness.slice(1).entries()) {
      expect(value - (lightness[index] ?? 0)).toBeGreaterThan(0.03);
    }
  });
});

it("stands in one place: no other style sheet has a colour of its own", () => {
  const sheets = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".css") && !name.endsWith("tokens.css"))
    .filter((name) =>
      /oklch\(|rgba?\(|hsla?\(|#[0-9a-f]{3,8}\b/i.test(readFileSync(join(source, name), "utf8")),
    );
  expect(sheets).toEqual([]);
});
